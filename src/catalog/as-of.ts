/**
 * When the releases of this catalogue were last compared with their sources, and the day that "past its end of life" is measured
 * against: what synthesis says must not depend on the day it runs.
 */
export const AS_OF = '2026-11-21';
