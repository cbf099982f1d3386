/*
 * The component toolkit adds a style element as soon as it is loaded, to find out what the browser
 * can do, with the nonce that it finds in this tag. It must therefore be imported after this file.
 */
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
if (nonce !== undefined) {
  const tag = document.createElement('meta');
  tag.setAttribute('property', 'csp-nonce');
  tag.content = nonce;
  document.head.append(tag);
}
