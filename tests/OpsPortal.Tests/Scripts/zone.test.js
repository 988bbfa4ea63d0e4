// Whose clock times are shown by: the viewer's choice, else the dashboard's own zone, else the browser's. Run by ScriptTests.cs with Node.
process.env.TZ = "Europe/Berlin";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const jar = new Map();
let asked = null;
let told = 0;
globalThis.location = { protocol: "http:" };
globalThis.document = {
  get cookie() { return [...jar].map(([name, value]) => `${name}=${value}`).join("; "); },
  set cookie(text) { const [name, value] = text.split(";")[0].split("="); jar.set(name, value); },
  addEventListener() {},
  dispatchEvent() { told++; },
  querySelector: () => (asked === null ? null : { dataset: { timeZone: asked } }),
};
const zone = await import("../../../wwwroot/js/zone.js");
const summer = Date.UTC(2026, 6, 1, 12);

beforeEach(() => {
  asked = null;
  zone.followPage();
  zone.chooseZone(null);
  told = 0;
});

test("zoneName_NothingChosen_IsTheBrowsers", () => {
  assert.deepEqual([zone.zoneName(), zone.inUtc(), zone.pagesZone(), zone.shortTime(summer)], ["Europe/Berlin", false, null, "2026-07-01 14:00"]);
});

test("followPage_DashboardWithAZone_IsShownInIt", () => {
  asked = "Asia/Tokyo";
  zone.followPage();
  assert.deepEqual([zone.zoneName(), zone.byPage(), zone.shortTime(summer), told], ["Asia/Tokyo", true, "2026-07-01 21:00", 1]);
  zone.followPage();
  assert.equal(told, 1);
  asked = null;
  zone.followPage();
  assert.equal(zone.zoneName(), "Europe/Berlin");
});

test("followPage_UtcAndUnknownNames_AreReadOrPassedOver", () => {
  asked = "utc";
  zone.followPage();
  assert.deepEqual([zone.inUtc(), zone.pagesZone()], [true, "UTC"]);
  asked = "Middle/Earth";
  zone.followPage();
  assert.deepEqual([zone.zoneName(), zone.pagesZone()], ["Europe/Berlin", null]);
});

test("chooseZone_OfTheViewer_StandsBeforeTheDashboards", () => {
  asked = "Asia/Tokyo";
  zone.followPage();
  zone.chooseZone(true);
  assert.deepEqual([zone.zoneName(), zone.byPage(), jar.get("op-utc")], ["UTC", false, "1"]);
  zone.chooseZone(false);
  assert.deepEqual([zone.zoneName(), zone.byPage(), jar.get("op-utc")], ["Europe/Berlin", false, "0"]);
  zone.chooseZone(null);
  assert.deepEqual([zone.zoneName(), zone.byPage(), jar.get("op-utc")], ["Asia/Tokyo", true, ""]);
});

test("toField_AndBack_InANamedZone_IsTheSameMoment", () => {
  asked = "America/New_York";
  zone.followPage();
  assert.deepEqual([zone.offsetMinutes(summer), zone.toField(summer)], [-240, "2026-07-01T08:00:00"]);
  for (const at of [summer, Date.UTC(2026, 10, 1, 12), Date.UTC(2026, 2, 8, 12, 0, 7)]) assert.equal(zone.fromField(zone.toField(at)), at);
  assert.equal(zone.fromField("2026-07-01T08:00"), summer);
});

test("fromField_InTheBrowsersZoneAndUtc_IsTheMomentOfItsClock", () => {
  assert.equal(zone.fromField("2026-07-01T14:00"), summer);
  assert.equal(zone.fromField("2026-12-01T14:00:05"), Date.UTC(2026, 11, 1, 13, 0, 5));
  zone.chooseZone(true);
  assert.equal(zone.fromField("2026-07-01T12:00"), summer);
});
