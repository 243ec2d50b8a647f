import { drawInteger, type RandomStream } from "../stats/random-stream";

const words = (text: string) => text.trim().split(/\s+/);

const FIRST = words(`
  Amber Arctic Atlas Aurora Birch Bright Cedar Cobalt Copper Coral Crimson Delta Eastern Ember Falcon
  Granite Harbor Hazel Indigo Iron Ivory Juniper Lunar Maple Meadow Nimbus Noble Northern Ocean Olive Onyx
  Opal Pioneer Quartz River Sage Silver Solar Summit Western`);

const SECOND = words(`
  Analytics Apparel Bakery Bikes Books Brewing Capital Ceramics Chemicals Clinics Design Dynamics Energy
  Farms Films Foods Freight Games Hotels Instruments Labs Logistics Media Motors Networks Optics Outfitters
  Pharma Power Press Robotics Security Software Studios Systems Textiles Tools Travel Ventures Works`);

const FORM = words("Co. Corp. Group Inc. LLC Partners");

/** A company name such as `Copper Robotics Inc.`; not unique. */
export function drawCompanyName(random: RandomStream): string {
  return [FIRST, SECOND, FORM].map((words) => words[drawInteger(random, 0, words.length - 1)]).join(" ");
}
