import type { GivenDataset } from "../../given-dataset";

/**
 * The month of a sign-up is marked with `s`:
 *
 *     company   size    Jan   Feb   Mar   Apr
 *        1      small   s 2     1     1     1    signed up before the dataset begins
 *        2      small   s 1     .     3     .    churned in February, returned in March, churned in April
 *        3      small         s .     .     .    never came: churned in February
 *        4      small               s .     1    churned in March, returned in April
 *        5      large   s 1     .     .     2    churned in February, returned in April
 *        6      large                     s 1
 *        7      large                     s .    churned in April
 *        8      small                            signs up after the dataset's end
 */
export const startupWithReturns: GivenDataset = {
  startMonth: "2025-01",
  months: 4,
  prices: { small: 19, large: 99 },
  companies: [
    ["small", 2, 1, 1, 1],
    ["small", 1, 0, 3, 0],
    ["small", 0, 0, 0, 0],
    ["small", 0, 0, 0, 1],
    ["large", 1, 0, 0, 2],
    ["large", 0, 0, 0, 1],
    ["large", 0, 0, 0, 0],
    ["small", 0, 0, 0, 0],
  ],
  signUps: [
    "2024-05-03Z",
    "2025-01-31T23:59:59.999999Z",
    "2025-02-01Z",
    "2025-03-31Z",
    "2025-01-01Z",
    "2025-04-01Z",
    "2025-04-30Z",
    "2025-05-01Z",
  ],
};
