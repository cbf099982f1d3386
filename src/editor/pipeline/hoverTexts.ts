import keys from './keyTexts.ko.json' with { type: 'json' };

/**
 * What hovers and hints say besides the meaning of keys, by its form. They are no sentences, and hold
 * names and values that stay as they are.
 */
const korean: readonly (readonly [RegExp, string])[] = [
  [
    /^\*\*(.+)\*\*: DVC makes no stage of it\.$/,
    '**$1**: DVC가 여기서 스테이지를 만들지 않습니다.',
  ],
  [/^\*\*(.+)\*\*: (\d+) stages$/, '**$1**: 스테이지 $2개'],
  [/^(\d+) stages?(?=$|: )/, '스테이지 $1개'],
  [/^and (\d+) more$/, '그 밖에 $1개'],
  [/^(`.+` = `.*`) from (\S.*:\d+)( {2})?$/, '$1 — $2$3'],
  [/^(`.+`): no stage uses it$/, '$1: 쓰는 스테이지가 없음'],
  [/^(`.+`): used by (`.+)$/, '$1: $2에서 씀'],
  [/(^`.+`: (?:.*; )?)written by (`[^;]+)/, '$1$2이(가) 씀'],
  [/(^`.+`: (?:.*; )?)read by (`[^;]+)/, '$1$2이(가) 읽음'],
  [/(^`.+`: (?:.*; )?)not on disk$/, '$1디스크에 없음'],
  [/(^`.+`: (?:.*; )?)on disk$/, '$1디스크에 있음'],
  [/^Last run: running, /, '마지막 실행: 실행 중, '],
  [/^Last run: finished, /, '마지막 실행: 완료, '],
  [/^Last run: failed, /, '마지막 실행: 실패, '],
  [/^Last run: killed, /, '마지막 실행: 중단, '],
  [/^Since dvc\.lock: /, 'dvc.lock 이후: '],
  [/^Otherwise than in dvc\.lock:$/, 'dvc.lock과 다름:'],
  [/^From (?=\S)/, '출처: '],
  [/^(\d+) of them stale: /, '그중 $1개 오래됨: '],
  [/^stale: /, '오래됨: '],
  [/(: |, )not run yet\b/g, '$1아직 실행 안 함'],
  [/(: |, )the command changed\b/g, '$1명령이 바뀜'],
  [/(: |, )other dependencies\b/g, '$1다른 의존성'],
  [/(: |, )other outputs\b/g, '$1다른 출력'],
  [/(: |, )([^\s,]+) is new(?=,|$)/g, '$1$2 추가됨'],
  [/(: |, )([^\s,]+) is gone(?=,|$)/g, '$1$2 없어짐'],
];

const texts: Readonly<Record<string, string>> = keys;

/**
 * What a hover, a hint or a completion tells, in a person's language.
 *
 * @param language as the editor names it: `ko`, `ko-kr`, `en`
 * @param text Markdown; what stands between fences stays as it is
 */
export function hoverText(text: string, language: string): string {
  if (!/^ko\b/i.test(language)) return text;
  return text
    .split(/(```[^]*?```)/)
    .map((part) => (part.startsWith('```') ? part : part.split('\n').map(line).join('\n')))
    .join('');
}

function line(text: string): string {
  if (Object.hasOwn(texts, text)) return texts[text] ?? text;
  return korean.reduce((said, [form, translation]) => said.replace(form, translation), text);
}
