/** Unix seconds above this are milliseconds: as seconds they would lie in the year 5138. */
export const firstMillisecondTime = 1e11;
