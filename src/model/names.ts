const adjectives =
  'amber bold brave bright calm clever crisp curious eager fair fleet gentle glad golden happy honest keen kind light lively lucky mellow merry mild neat noble plain proud quick quiet rapid ready rustic sharp silver smooth solid steady still strong sunny swift tidy true vivid warm wise witty'.split(
    ' ',
  );
const nouns =
  'badger beaver bison bittern crane curlew deer dove eagle egret elk falcon finch fox gull hare hawk heron ibex jay kestrel lark lynx magpie marten mole moose newt otter owl pika plover puffin quail raven robin seal shrew skylark snipe sparrow stoat stork swan tern thrush vole walrus wren'.split(
    ' ',
  );

/**
 * 32 lower-case hexadecimal digits: the form of MLflow's run identifiers. They are unique, not
 * secret, and made without `node:crypto`, which takes 15 ms to load at the start of every run.
 */
export function newId(): string {
  return Array.from({ length: 4 }, () => digits(Math.floor(Math.random() * 2 ** 32))).join('');
}

/** A name that people can say, such as `brave-fox-127`. */
export function newRunName(): string {
  return `${pick(adjectives)}-${pick(nouns)}-${Math.floor(Math.random() * 1000)}`;
}

function pick(words: readonly string[]): string {
  return words[Math.floor(Math.random() * words.length)] ?? '';
}

function digits(number: number): string {
  return number.toString(16).padStart(8, '0');
}
