/** How many files of findings code scanning takes in one upload: no more than 20 runs, and a file has one. A folder has no more of them. */
export const FILES_AT_ONCE = 20;
