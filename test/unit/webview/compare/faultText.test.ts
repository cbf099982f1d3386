import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FilterError } from '../../../../src/model/search/filterError.ts';
import { parseFilter } from '../../../../src/model/search/filter.ts';
import { runGrammar } from '../../../../src/model/search/grammar.ts';
import { faultText } from '../../../../webview/compare/filter/faultText.ts';
import { setStrings } from '../../../../webview/shared/text.ts';

const korean = path.join(import.meta.dirname, '../../../../webview/compare/filter/strings.ko.json');

function told(filter: string): string {
  try {
    parseFilter(filter, runGrammar);
  } catch (error) {
    assert.ok(error instanceof FilterError);
    return faultText(error.fault);
  }
  return 'nothing';
}

/** What people write wrongly, and what they are told. */
const wrong: Readonly<Record<string, string>> = {
  'metrics.a > 1 OR metrics.b > 2':
    "'OR' cannot stand here. A filter is comparisons joined by AND.",
  'metrics.loss': "'metrics.loss' is compared with nothing.",
  'metrics.loss <': "The filter ends too early: something must follow '<'.",
  "params.a = 'open": "The quotation mark ' is not closed.",
  'params."a = 1': 'The quotation mark " is not closed.',
  "nobody.a = 'x'": "There is no 'nobody', only metric, param, tag, attribute, dataset.",
  'loss < 0.5':
    "No attribute of a run is called 'loss'. Write metrics.loss for a metric, params.loss for a parameter.",
  '`val loss` < 0.5':
    "No attribute of a run is called 'val loss'. Write metrics.`val loss` for a metric, params.`val loss` for a parameter.",
  "dataset.size = '3'": "A dataset has no 'size', only name, digest, context.",
  "params.a > 'x'": "'>' does not suit this column. What does: =, !=, LIKE, ILIKE.",
  "metrics.a > 'x'": "A number is wanted here, not 'x'.",
  'params.lr = 0.1': "A text in quotes is wanted here: '0.1'.",
  'metrics.a IS NULL': 'IS NULL and IS NOT NULL suit params, tags alone.',
  "status IN ('a')": 'IN suits run_id alone.',
  'run_id IN ()': "A list is texts in quotes: ('a', 'b').",
  'run_id IN (1)': "A list is texts in quotes: ('a', 'b').",
};

describe('what is wrong with a filter', () => {
  afterEach(() => setStrings({}));

  for (const [filter, sentence] of Object.entries(wrong)) {
    it(`is told, with a way out: ${filter}`, () => {
      assert.equal(told(filter), sentence);
    });
  }

  it('is told in Korean, all of it', async () => {
    setStrings(JSON.parse(await readFile(korean, 'utf8')) as Record<string, string>);
    for (const filter of Object.keys(wrong)) {
      assert.match(told(filter), /[가-힣]+.*다|[가-힣]+.*요/, filter);
      assert.doesNotMatch(told(filter), /wanted|stand|There|suit/, filter);
    }
    assert.equal(
      told('metrics.loss <'),
      "필터가 끝나지 않았습니다. '<' 뒤에 무언가를 더 써야 합니다.",
    );
  });

  it('repeats no more of the filter than fits a line', () => {
    const long = 'x'.repeat(500);
    assert.ok(told(`${long} < 1`).length < 220);
  });
});
