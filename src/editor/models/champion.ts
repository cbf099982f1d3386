/** The alias that *Promote to Champion* moves. */
export const championAlias = 'champion';
