import { UserError } from '../errors.ts';
import { mlflowSentence, type FilterFault } from './filterFault.ts';

/** Where a piece stands in its text: its characters from `start` up to, not including, `end`. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a filter or an ordering; its message is in MLflow's words. */
export class SearchError extends UserError {
  readonly fault: FilterFault;

  constructor(fault: FilterFault, options?: ErrorOptions) {
    super(mlflowSentence(fault), '', options);
    this.fault = fault;
  }
}

/** What is wrong with a filter, and which of its characters are at fault. */
export class FilterError extends SearchError {
  /** Empty at the end of a filter that something is missing from. */
  readonly place: Place;

  constructor(fault: FilterFault, place: Place, options?: ErrorOptions) {
    super(fault, options);
    this.place = place;
  }
}
