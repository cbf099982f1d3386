/** The alias of the version that is in use: promoting, rolling back and gates are about it unless another is named. */
export const championAlias = 'champion';
