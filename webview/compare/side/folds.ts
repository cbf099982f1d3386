import { html, nothing, type TemplateResult } from 'lit';
import { linkButton } from '../../shared/controls.ts';
import { formatCount } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';

/** Rows of a section that are drawn before the rest is asked for. */
const rowsAtFirst = 200;

/** Which sections are closed, and which are shown whole. */
export class Folds {
  readonly #changed: () => void;
  readonly #whole = new Set<string>();
  readonly #closed = new Set<string>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  isOpen(name: string): boolean {
    return !this.#closed.has(name);
  }

  /** The rows of a section that are drawn. */
  shown<T>(name: string, rows: readonly T[]): readonly T[] {
    return this.#whole.has(name) ? rows : rows.slice(0, rowsAtFirst);
  }

  /** The button that opens and closes a section. */
  twistie(name: string, title: string): TemplateResult {
    const open = this.isOpen(name);
    return html`<button
      type="button"
      class="fold"
      aria-expanded=${String(open)}
      @click=${() => {
        if (open) this.#closed.add(name);
        else this.#closed.delete(name);
        this.#changed();
      }}
    >
      ${icon('chevron-right', open ? 'twistie open' : 'twistie')}${title}
    </button>`;
  }

  /** The row that shows the rest of a section. */
  rest(name: string, rows: readonly unknown[], columns: number): TemplateResult | typeof nothing {
    const more = rows.length - this.shown(name, rows).length;
    if (more <= 0) return nothing;
    return html`<tr>
      <td colspan=${columns + 1}>
        ${linkButton(t('Show {0} more', formatCount(more)), '', () => {
          this.#whole.add(name);
          this.#changed();
        })}
      </td>
    </tr>`;
  }
}
