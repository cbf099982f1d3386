const time =
  /^\s*[[(]?(?:(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/]\d\d(?:[-/]\d{2,4})?)[T ,]\s?)?\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?:Z|\s?[+-]\d\d:?\d\d)?[\])]?(?![\d:])[\s:|,>-]*/;
const levels = 'TRACE|DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|FATAL|SUCCESS';
const level = new RegExp(
  `^(?:[\\w.$]+\\s*[-|:]\\s*)?[[<(]?(?:${levels})(?:\\|[^\\]]*)?[\\])>]?(?::[\\w.]+:|\\s*\\|\\s*[\\w.<>:]+\\s*-\\s|\\s+[\\w.]+:[\\w.]+\\.\\w+:\\d+\\s|\\s+[\\w./-]+:\\d+\\s|\\s*[-:|\\]]|(?=\\s))\\s*(?:>>\\s*)?`,
);
const lowerLevel = /^\[(?:trace|debug|info|notice|warning|warn|error|critical)\s*\]\s*/;
const glog = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [\w./-]+:\d+\]\s*/;
const rank = /^\[(?:rank|default)\d+\]:?\s*/;

/** `text` without what a logging library puts before the message: time, level, logger, rank. */
export function withoutLogPrefix(text: string): string {
  let rest = text;
  for (let round = 0; round < 4; round++) {
    const before = rest.length;
    for (const form of [rank, glog, time, level, lowerLevel]) rest = rest.replace(form, '');
    if (rest.length === before) break;
  }
  return rest;
}
