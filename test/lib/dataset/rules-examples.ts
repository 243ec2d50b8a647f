import { defaultRules, type Rules } from "../../../lib/dataset/rules";

const [small, large] = defaultRules.sizes;
export const sizesOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ ...small, size: `size ${n}`, probability: 1 / count }));

/** The default rules with something else in one place, as a cell without type checks could give them. */
export const rulesWith = (change: object): Rules => ({ ...defaultRules, ...change });
const smallWith = (change: object): Rules => rulesWith({ sizes: [{ ...small, ...change }, large] });

/** Valid rules and what they are. */
export const validRules: [string, Rules][] = [
  ["the default rules", defaultRules],
  ["one company", rulesWith({ companies: 1 })],
  ["ten million companies", rulesWith({ companies: 10_000_000 })],
  ["one month", rulesWith({ months: 1 })],
  ["480 months", rulesWith({ months: 480 })],
  ["a start in 1970", rulesWith({ startMonth: "1970-01" })],
  ["a start in December 2999", rulesWith({ startMonth: "2999-12" })],
  ["one size", rulesWith({ sizes: [{ ...small, probability: 1 }] })],
  ["20 sizes, whose probabilities add up to 1 only nearly", rulesWith({ sizes: sizesOf(20) })],
  ["ten sizes of 0.1", rulesWith({ sizes: sizesOf(10) })],
  [
    "a size that never occurs",
    rulesWith({
      sizes: [
        { ...small, probability: 1 },
        { ...large, probability: 0 },
      ],
    }),
  ],
  ["a free subscription", smallWith({ monthlyPrice: 0 })],
  ["a price with cents", smallWith({ monthlyPrice: 19.99 })],
  ["the highest price", smallWith({ monthlyPrice: 1_000_000 })],
  ["weights of sessions", smallWith({ sessions: { weights: [1, 2.5, 0, 40] } })],
  ["a churn rate", smallWith({ churn: 0.03 })],
  ["churn of nobody", smallWith({ churn: 0 })],
  ["churn of all at once", smallWith({ churn: 1 })],
  ["churn rates that differ", smallWith({ churn: { mean: 0.05, polarization: 0.1 } })],
  ["customers that return", smallWith({ reactivation: 0.1 })],
  ["20 new customers per month", rulesWith({ newCustomers: 20 })],
  ["new customers month by month", rulesWith({ newCustomers: [5, 0, 10] })],
  ["new customers as growth", rulesWith({ newCustomers: { growth: 0.1 } })],
  ["ten million companies in all months", rulesWith({ companies: 1, newCustomers: [9_999_999] })],
  ["no sessions at all", smallWith({ sessions: { base: 0, spread: 0 } })],
  ["the most sessions", smallWith({ sessions: { base: 1000, spread: 1000 } })],
  ["always the same number of sessions", smallWith({ sessions: { base: 5, spread: 0 } })],
  ["a size of 200 characters", smallWith({ size: "x".repeat(200) })],
  ["a size in another script", smallWith({ size: "中小企業" })],
];

const EITHER = "an object with companies, startMonth, months, sizes";
const COMPANIES = "rules: companies must be an integer from 1 to 10,000,000, received";
const MONTHS = "rules: months must be an integer from 1 to 480, received";
const START = "rules: startMonth must be a month like 2025-01, from 1970-01 to 2999-12, received";
const SIZES = "rules: sizes must be a list of 1 to 20 company sizes, received";
export const TEXT = "a text of 1 to 200 printable characters without spaces around it, received";
const SIZE_NAME = `rules: sizes[0].size must be ${TEXT}`;
const SIZE_KEYS = "size, probability, monthlyPrice, sessions";
const PROBABILITY = "rules: probability of small must be a number from 0 to 1, received";
const SUM = "rules: probabilities of the sizes must be numbers that add up to 1, received";
const PRICE = "rules: monthlyPrice of small must be a number from 0 to 1,000,000, received";
const CENTS = "rules: monthlyPrice of small must be dollars and whole cents, received";
const BASE = "rules: sessions.base of small must be an integer from 0 to 1,000, received";
const WEIGHTS = "rules: sessions.weights of small must be";
const ABLE =
  "rules: sessions of small must be able to be 1 or more if there is a rule for churn or reactivation";
const RATE = "of small must be a number from 0 to 1";
const NEW = "rules: newCustomers must be";
const SPREAD = "rules: sessions.spread of small must be an integer from 0 to its base, 5, received";

const shown = (value: unknown) => `${JSON.stringify(value).slice(0, 79)}…`;

/** What `checkRules` refuses, each with its sentence. */
export const refusedRules: [unknown, string][] = [
  [undefined, `rules: rules must be ${EITHER}, received undefined`],
  [null, `rules: rules must be ${EITHER}, received null`],
  ["default", `rules: rules must be ${EITHER}, received "default"`],
  [[], `rules: rules must be ${EITHER}, received []`],
  [
    rulesWith({ company: 5 }),
    'rules: rules must be an object with only companies, startMonth, months, sizes, newCustomers, received "company"',
  ],

  [rulesWith({ companies: 0 }), `${COMPANIES} 0`],
  [rulesWith({ companies: -1 }), `${COMPANIES} -1`],
  [rulesWith({ companies: 1.5 }), `${COMPANIES} 1.5`],
  [rulesWith({ companies: 10_000_001 }), `${COMPANIES} 10000001`],
  [rulesWith({ companies: "500" }), `${COMPANIES} "500"`],
  [rulesWith({ companies: Number.NaN }), `${COMPANIES} NaN`],
  [rulesWith({ companies: Number.POSITIVE_INFINITY }), `${COMPANIES} Infinity`],
  [rulesWith({ companies: undefined }), `${COMPANIES} undefined`],
  [rulesWith({ companies: 500n }), `${COMPANIES} 500n`],
  [rulesWith({ companies: "x".repeat(78) }), `${COMPANIES} "${"x".repeat(78)}"`],
  [rulesWith({ companies: "x".repeat(79) }), `${COMPANIES} "${"x".repeat(78)}…`],

  [rulesWith({ months: 0 }), `${MONTHS} 0`],
  [rulesWith({ months: 481 }), `${MONTHS} 481`],
  [rulesWith({ months: 12.5 }), `${MONTHS} 12.5`],
  [rulesWith({ months: null }), `${MONTHS} null`],

  [rulesWith({ startMonth: "2025-13" }), `${START} "2025-13"`],
  [rulesWith({ startMonth: "2025-00" }), `${START} "2025-00"`],
  [rulesWith({ startMonth: "2025-1" }), `${START} "2025-1"`],
  [rulesWith({ startMonth: "2025-01-01" }), `${START} "2025-01-01"`],
  [rulesWith({ startMonth: " 2025-01" }), `${START} " 2025-01"`],
  [rulesWith({ startMonth: "1969-12" }), `${START} "1969-12"`],
  [rulesWith({ startMonth: "3000-01" }), `${START} "3000-01"`],
  [rulesWith({ startMonth: 202501 }), `${START} 202501`],
  [rulesWith({ startMonth: new Date(0) }), `${START} "1970-01-01T00:00:00.000Z"`],

  [rulesWith({ sizes: undefined }), `${SIZES} undefined`],
  [rulesWith({ sizes: [] }), `${SIZES} []`],
  [rulesWith({ sizes: { small } }), `${SIZES} ${shown({ small })}`],
  [rulesWith({ sizes: sizesOf(21) }), `${SIZES} ${shown(sizesOf(21))}`],
  [
    rulesWith({ sizes: [small, { ...large, size: "small" }] }),
    'rules: sizes must be unique by size, received "small"',
  ],
  [rulesWith({ sizes: ["small"] }), `rules: sizes[0] must be an object with ${SIZE_KEYS}, received "small"`],
  [rulesWith({ sizes: [small, null] }), `rules: sizes[1] must be an object with ${SIZE_KEYS}, received null`],
  [
    smallWith({ price: 19 }),
    `rules: sizes[0] must be an object with only ${SIZE_KEYS}, churn, reactivation, received "price"`,
  ],

  [smallWith({ size: "" }), `${SIZE_NAME} ""`],
  [smallWith({ size: "x".repeat(201) }), `${SIZE_NAME} "${"x".repeat(78)}…`],
  [smallWith({ size: " small" }), `${SIZE_NAME} " small"`],
  [smallWith({ size: "sm\nall" }), `${SIZE_NAME} "sm\\nall"`],
  [smallWith({ size: "sm\0all" }), `${SIZE_NAME} "sm\\u0000all"`],
  [smallWith({ size: "\ud800" }), `${SIZE_NAME} "\\ud800"`],
  [smallWith({ size: 1 }), `${SIZE_NAME} 1`],
  [smallWith({ size: undefined }), `${SIZE_NAME} undefined`],

  [smallWith({ probability: -0.1 }), `${PROBABILITY} -0.1`],
  [smallWith({ probability: 1.1 }), `${PROBABILITY} 1.1`],
  [smallWith({ probability: "0.7" }), `${PROBABILITY} "0.7"`],
  [smallWith({ probability: Number.NaN }), `${PROBABILITY} NaN`],
  [smallWith({ probability: 0.6 }), `${SUM} 0.9`],
  [smallWith({ probability: 0.700_000_01 }), `${SUM} 1.00000001`],

  [smallWith({ monthlyPrice: -1 }), `${PRICE} -1`],
  [smallWith({ monthlyPrice: 1_000_000.01 }), `${PRICE} 1000000.01`],
  [smallWith({ monthlyPrice: "19" }), `${PRICE} "19"`],
  [smallWith({ monthlyPrice: 19.999 }), `${CENTS} 19.999`],
  [smallWith({ monthlyPrice: 0.1 + 0.2 }), `${CENTS} 0.30000000000000004`],

  [
    smallWith({ sessions: 5 }),
    "rules: sessions of small must be an object with base and spread, or weights, received 5",
  ],
  [
    smallWith({ sessions: { base: 5, spread: 5, max: 9 } }),
    'rules: sessions of small must be an object with only base and spread, or weights, received "max"',
  ],
  [smallWith({ sessions: { base: -1, spread: 0 } }), `${BASE} -1`],
  [smallWith({ sessions: { base: 1001, spread: 0 } }), `${BASE} 1001`],
  [smallWith({ sessions: { base: 0.5, spread: 0 } }), `${BASE} 0.5`],
  [smallWith({ sessions: { spread: 0 } }), `${BASE} undefined`],
  [smallWith({ sessions: { base: 5, spread: 6 } }), `${SPREAD} 6`],
  [smallWith({ sessions: { base: 5, spread: -1 } }), `${SPREAD} -1`],
  [smallWith({ sessions: { base: 5 } }), `${SPREAD} undefined`],

  [
    smallWith({ size: "all" }),
    'rules: sizes[0].size must be a name other than "all", which stands for all sizes, received "all"',
  ],
  [
    smallWith({ sessions: { weights: [1], base: 5 } }),
    'rules: sessions of small must be an object with only weights, received "base"',
  ],
  [smallWith({ sessions: { weights: [] } }), `${WEIGHTS} a list of 1 to 2,001 numbers, received []`],
  [smallWith({ sessions: { weights: 1 } }), `${WEIGHTS} a list of 1 to 2,001 numbers, received 1`],
  [
    smallWith({ sessions: { weights: [0, 0] } }),
    `${WEIGHTS} numbers of which at least one is above 0, received [0,0]`,
  ],
  [
    smallWith({ sessions: { weights: [1, -1] } }),
    "rules: sessions.weights[1] of small must be a number from 0 to 1,000,000,000, received -1",
  ],
  [
    smallWith({ sessions: { weights: [0, 1, Number.POSITIVE_INFINITY] } }),
    "rules: sessions.weights[2] of small must be a number from 0 to 1,000,000,000, received Infinity",
  ],

  [smallWith({ churn: 3 }), `rules: churn ${RATE}, received 3`],
  [smallWith({ churn: -0.01 }), `rules: churn ${RATE}, received -0.01`],
  [smallWith({ churn: "3%" }), `rules: churn ${RATE} or { mean, polarization }, received "3%"`],
  [smallWith({ churn: null }), `rules: churn ${RATE} or { mean, polarization }, received null`],
  [
    smallWith({ churn: { mean: 0.1, spread: 0.1 } }),
    'rules: churn of small must be an object with only mean, polarization, received "spread"',
  ],
  [
    smallWith({ churn: { mean: 0, polarization: 0.1 } }),
    "rules: churn.mean of small must be a number from 0.0001 to 0.9999, received 0",
  ],
  [
    smallWith({ churn: { mean: 0.1, polarization: 1 } }),
    "rules: churn.polarization of small must be a number from 0.001 to 0.9, received 1",
  ],
  [
    smallWith({ churn: { mean: 0.1 } }),
    "rules: churn.polarization of small must be a number from 0.001 to 0.9, received undefined",
  ],
  [smallWith({ reactivation: 2 }), `rules: reactivation ${RATE}, received 2`],
  [smallWith({ reactivation: "often" }), `rules: reactivation ${RATE}, received "often"`],
  [smallWith({ churn: 0.1, sessions: { base: 0, spread: 0 } }), `${ABLE}, received {"base":0,"spread":0}`],
  [smallWith({ reactivation: 0.1, sessions: { weights: [1] } }), `${ABLE}, received {"weights":[1]}`],

  [
    rulesWith({ newCustomers: "20" }),
    `${NEW} a number per month, a list of numbers or { growth }, received "20"`,
  ],
  [rulesWith({ newCustomers: -1 }), `${NEW} an integer from 0 to 10,000,000, received -1`],
  [rulesWith({ newCustomers: 2.5 }), `${NEW} an integer from 0 to 10,000,000, received 2.5`],
  [
    rulesWith({ newCustomers: [1, "2"] }),
    'rules: newCustomers[1] must be an integer from 0 to 10,000,000, received "2"',
  ],
  [
    rulesWith({ months: 2, newCustomers: [1, 2] }),
    `${NEW} a list of at most 1 numbers, one per month after the first, received [1,2]`,
  ],
  [rulesWith({ newCustomers: { rate: 0.1 } }), `${NEW} an object with only growth, received "rate"`],
  [
    rulesWith({ newCustomers: { growth: 20 } }),
    "rules: newCustomers.growth must be a number from 0 to 10, received 20",
  ],
  [
    rulesWith({ newCustomers: { growth: -0.1 } }),
    "rules: newCustomers.growth must be a number from 0 to 10, received -0.1",
  ],
  [
    rulesWith({ companies: 9_000_000, newCustomers: 100_000 }),
    "rules: companies and newCustomers must be at most 10,000,000 companies in all months together, received 10100000",
  ],
  [
    rulesWith({ months: 480, newCustomers: { growth: 10 } }),
    `rules: companies and newCustomers must be at most 10,000,000 companies in all months together, received ${Number.MAX_VALUE}`,
  ],
];
