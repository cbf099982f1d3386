import { UserError } from '../errors.ts';

/** Where a piece stands in its text: its characters from `start` up to, not including, `end`. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a filter, in MLflow's words, and which of its characters are at fault. */
export class FilterError extends UserError {
  /** Empty at the end of a filter that something is missing from. */
  readonly place: Place;

  constructor(message: string, place: Place, options?: ErrorOptions) {
    super(message, '', options);
    this.place = place;
  }
}
