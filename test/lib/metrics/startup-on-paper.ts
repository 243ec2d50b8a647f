import type { GivenDataset } from "../../given-dataset";

/**
 *     company   size    Jan   Feb   Mar
 *        1      small    2     1     .    lost in March
 *        2      small    .     .     .    lost in January
 *        3      small    1     1     3
 *        4      large    3     .     .    lost in February
 *        5      large    1     2     1
 */
export const startupOnPaper: GivenDataset = {
  startMonth: "2025-01",
  months: 3,
  prices: { small: 19, large: 99 },
  companies: [
    ["small", 2, 1, 0],
    ["small", 0, 0, 0],
    ["small", 1, 1, 3],
    ["large", 3, 0, 0],
    ["large", 1, 2, 1],
  ],
};
