import { execFileSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import {
  ANNOTATION_FORMATS,
  FORMATS,
  isDateTime,
  isTimezone,
  isUuid,
  NUMBER_FORMATS,
} from "../src/conformance/formats/index.ts";
import { tzNames } from "../src/conformance/formats/tz-names.ts";

const label63 = "a".repeat(63);

/** Texts by format: the first list has the format, the second has not. */
const TABLE: Readonly<Record<string, readonly [valid: readonly string[], invalid: readonly string[]]>> = {
  uuid: [
    [
      "57e2f960-3328-11e6-8dd4-c88eee4d9f61",
      "91675efb-719e-4ca2-b342-e9c1738ece63",
      "00000000-0000-0000-0000-000000000000",
      "ffffffff-ffff-ffff-ffff-ffffffffffff",
      "57E2F960-3328-11e6-8DD4-c88eee4d9f61",
      "01890a5d-ac96-774b-bcce-b302099a8057",
      "12345678-1234-f234-0234-123456789abc",
    ],
    [
      "",
      "urn:uuid:57e2f960-3328-11e6-8dd4-c88eee4d9f61",
      "{57e2f960-3328-11e6-8dd4-c88eee4d9f61}",
      "57e2f960-3328-11e6-8dd4-c88eee4d9f6",
      "57e2f960-3328-11e6-8dd4-c88eee4d9f611",
      "57e2f960-3328-11e6-8dd4-c88eee4d9f6g",
      "g7e2f960-3328-11e6-8dd4-c88eee4d9f61",
      "57e2f9603328-11e6-8dd4-c88eee4d9f6111",
      "57e2f960-3328-11e68-dd4-c88eee4d9f61",
      "57e2f960-3328-11e6-8dd-4c88eee4d9f61",
      "57e2f960333328-11e6-8dd4-c88eee4d9f6",
      "57e2f960-3328-11e6-8dd4-c88eee4d9f-1",
      "57e2f960 3328 11e6 8dd4 c88eee4d9f61",
      "57e2f960-3328-11e6-8dd4-c88eee4d9f6\n",
      "57e2f960-3328-11e6-8dd4-c88eee4d9f6\u0131",
      "57e2f960-3328-11e6-8dd4-c88eee4d9f6\u0661",
      "57e2f960-3328-11e6-8dd4-c88eee4d9f6\u0230",
    ],
  ],
  "date-time": [
    [
      "2018-06-19T18:47:36Z",
      "2018-06-19T18:47:36.5Z",
      "2018-06-19T18:47:36.123456789012+05:30",
      "2018-06-19t18:47:36z",
      "2018-06-19T18:47:36-00:00",
      "2020-02-29T00:00:00Z",
      "2000-02-29T00:00:00Z",
      "0000-02-29T00:00:00Z",
      "2016-12-31T23:59:60Z",
      "2017-01-01T00:59:60+01:00",
      "2016-12-31T15:59:60.25-08:00",
      "2015-07-01T08:59:60+09:00",
    ],
    [
      "",
      "2018-06-19 18:47:36Z",
      "2018-06-19T18:47:36",
      "2018-06-19T18:47Z",
      "2018-06-19T18:47:36+0200",
      "2018-06-19T18:47:36+02",
      "2018-06-19T18:47:36+2:00",
      "2018-06-19T18:47:36.Z",
      "2018-06-19T18:47:36,5Z",
      "2018-06-19T18:47:36Z ",
      " 2018-06-19T18:47:36Z",
      "2018-06-19T18:47:36Z\n",
      "2018-06-19T18:47:36+01:00Z",
      "2018-06-19T18:47:36+24:00",
      "2018-06-19T18:47:36+01:60",
      "2018-06-19T24:00:00Z",
      "2018-06-19T18:60:00Z",
      "2018-06-19T18:47:61Z",
      "2018-06-31T18:47:36Z",
      "2018-13-19T18:47:36Z",
      "2018-00-19T18:47:36Z",
      "2018-06-00T18:47:36Z",
      "2019-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z",
      "2018-6-19T18:47:36Z",
      "18-06-19T18:47:36Z",
      "+2018-06-19T18:47:36Z",
      "2018/06/19T18:47:36Z",
      "2018-06-19T18.47.36Z",
      "2018-06-19T1\u0668:47:36Z",
      "2016-12-31T23:58:60Z",
      "2016-12-31T22:59:60Z",
      "2016-12-31T23:59:60+01:00",
      "2016-12-30T23:59:60Z",
      "2017-01-02T00:59:60+01:00",
    ],
  ],
  date: [
    ["2018-06-19", "2024-02-29"],
    ["", "2018-06-19T", "2018-6-9", "2023-02-29", "2018-04-31", "20180619", "2018-W25-2", "2018-170"],
  ],
  time: [
    ["18:47:36Z", "18:47:36.5+05:30", "23:59:60Z", "01:29:60+01:30", "15:59:60-08:00", "00:29:60-23:30"],
    ["", "18:47:36", "18:47Z", "24:00:00Z", "22:59:60Z", "23:59:60+00:30", "1:02:03Z", "18:47:36Z+00:30"],
  ],
  duration: [
    ["P1Y2M3DT4H5M6S", "P4W", "PT0S", "P1M", "PT1M", "PT1M2S", "P1DT12H", "P01D"],
    [
      "",
      "P",
      "PT",
      "P1",
      "P1YT",
      "P1Y2D",
      "PT1H2S",
      "P2D1Y",
      "P1D2H",
      "PT0.5S",
      "P1WT1H",
      "P1Y2W",
      "-P1D",
      "P1H",
      "P1DT2",
    ],
  ],
  email: [
    [
      "bjones@email.com",
      "b.jones+tenants@mail.example.com",
      "o'brien@example.com",
      "test@localhost",
      "test@123.com",
      "test@255.255.255.255",
      `${"a".repeat(64)}@example.com`,
      `${"a".repeat(64)}@${label63}.${label63}.${"a".repeat(61)}`,
      '""@example.com',
      '"a@b"@example.com',
      '"bob jones"@example.com',
      '"a\\"b"@example.com',
      "bob@[192.0.2.1]",
      "bob@[IPv6:2001:db8::1]",
    ],
    [
      "",
      "bjones",
      "@email.com",
      "bjones@",
      "b jones@email.com",
      " bjones@email.com",
      "bjones@email.com ",
      "bjones@email.com\n",
      ".bjones@email.com",
      "bjones.@email.com",
      "b..jones@email.com",
      "b@jones@email.com",
      "bjones@-email.com",
      "bjones@email-.com",
      "bjones@email..com",
      "bjones@email.com.",
      "bjones@em_ail.com",
      "Bob Jones <bjones@email.com>",
      "bjönes@email.com",
      "bjones@émail.com",
      '"bob@example.com',
      '"bob"jones@example.com',
      "bob@[192.0.2.256]",
      "bob@[192.0.2.1",
      "bob@[2001:db8::1]",
      "bob@[]",
      `${"a".repeat(65)}@example.com`,
      `${"a".repeat(64)}@${label63}.${label63}.${"a".repeat(62)}`,
      '"a\tb"@example.com',
      '"a\u007fb"@example.com',
      '"é"@example.com',
      '"a"',
      `a@${`${label63}.`.repeat(4)}com`,
    ],
  ],
  "idn-email": [
    ["bjones@email.com", "실례@실례.테스트", "bjönes@émail.com", "a😀b@example.com", '"é 😀"@example.com'],
    ["", '"\u0085"@x.com', '"\ud83d"@x.com', "a\ud83db@x.com", "2962", "bj\u0085@x.com", "bj\ud800@x.com", "実@-例.jp"],
  ],
  hostname: [
    [
      "example.com",
      "localhost",
      "my-tenant.vii.au01.mattr.global",
      "1and1.com",
      "xn--4gbwdl.xn--wgbh1c",
      "a--b.com",
      `${label63}.com`,
      `${label63}.${label63}.${label63}.${"a".repeat(61)}`,
    ],
    [
      "",
      ".",
      "example.com.",
      ".example.com",
      "example..com",
      "-example.com",
      "example-.com",
      "exa_mple.com",
      "exa mple.com",
      "exämple.com",
      `${label63}a.com`,
      `${label63}.${label63}.${label63}.${"a".repeat(62)}`,
    ],
  ],
  "idn-hostname": [
    ["example.com", "실례.테스트", "münchen.example", "例え。テスト"],
    ["", "a..b", "-ü.com", "ü-.com", "〮한국", "ab--ü.com", "a\u2044b", "a b"],
  ],
  ipv4: [
    ["0.0.0.0", "192.168.0.1", "255.255.255.255"],
    [
      "",
      "1.2.3",
      "1.2.3.4.5",
      "1.2.3.256",
      "1.2.3.04",
      "1.2.3.",
      ".1.2.3",
      "1..2.3",
      "1.2.3.4 ",
      "1.2.3.:",
      "0x7f.0.0.1",
      "1.2.3.٤",
    ],
  ],
  ipv6: [
    [
      "::",
      "::1",
      "d6::",
      "1:2:3:4:5:6:7:8",
      "1::d6:192.168.0.1",
      "::ffff:192.0.2.1",
      "1:2:3:4:5:6:1.2.3.4",
      "FE80::1",
      "1::3:4:5:6:7:8",
      "::2:3:4:5:6:7:8",
    ],
    [
      "",
      ":",
      ":::",
      "1",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7:",
      ":2:3:4:5:6:7:8",
      "1::2::3",
      "12345::",
      ":1::",
      ":1",
      "1::2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7:8::",
      "::1:2:3:4:5:6:1.2.3.4",
      "::1.2.3.4.5",
      "::g",
      "1:2:3:4:5:6:7::8",
      "::1.2.3",
      "::1.2.3.256",
      "1:2:3:4:5:6:7:1.2.3.4",
      "1.2.3.4",
      "fe80::1%eth0",
      "fe80::/64",
      " ::1",
    ],
  ],
  uri: [
    [
      "https://ag.tenant1.datacenter1.mydomain.com",
      "http://user:pa%40ss@example.com:8080/a/b?c=d&e#f",
      "http://[2001:db8::7]:80/",
      "http://[v1.fe:d]/",
      "mailto:a@b.com",
      "urn:example:a:b",
      "file:///etc/hosts",
      "http://a.com:",
      "http://",
      "a:",
    ],
    [
      "",
      "/abc",
      "abc",
      "//a.com/b",
      "http://a b.com",
      "http://a.com/%zz",
      "http://a.com/%4",
      "http://a.com:8a/",
      "http://a.com::1",
      "http://[::1",
      "http://[::g]/",
      "http://a@b@c/",
      "http://a.com/<b>",
      'http://a.com/"',
      "http://a.com/\\",
      "http://a.com/é",
      "http://a.com/{id}",
      "1http://a.com",
      "http://a.com/\n",
      "#a",
      "http://a.com/#b#c",
      "[api:Tenants(91ade655-feb5-47d3-9585-a5827ad50132)]",
    ],
  ],
  "uri-reference": [
    ["", "/abc", "abc", "//a.com/b", "?q", "#f", "./a:b", "a/b:c", "http://a.com"],
    ["1:b", "\\\\WINDOWS\\share", "#f\\", "/a b", "//[::1]x/", "/[::1]"],
  ],
  iri: [
    ["http://ƒøø.ßår/?∂éœ=πîx#πîüx", "http://a.com/𐌀", "http://a.com"],
    ["", "/abc", "âππ", "http://a.com/\ud800", "http://ƒøø.ßår/\n"],
  ],
  "iri-reference": [
    ["", "âππ", "/é", "#ƒrägmênt"],
    ["#ƒräg\\mênt", "\\\\é", "1é:b"],
  ],
  "uri-template": [
    ["", "/v1/tenants/{tenantId}", "{?limit,cursor}", "{/a*}", "{a:1000}", "{+a.b}", "a%41'b", "{%41}", "é/{x}"],
    [
      "{",
      "}",
      "{}",
      "{a",
      "{a,,b}",
      "{a,}",
      "{a:0}",
      "{a:10000}",
      "{a..b}",
      "{a b}",
      "a b",
      "a%4",
      "{%4}",
      "{a=b}",
      "{,+a}",
    ],
  ],
  "json-pointer": [
    ["", "/", "/a/0", "/a~0b~1c", "//", "/é"],
    ["a", "#/a", "/~", "/~2", "/a~", "0"],
  ],
  "relative-json-pointer": [
    ["0", "1/a", "0#", "10/a/b", "0+1", "1-2/a", "0-1#", "0//"],
    ["", "/a", "-1/a", "+1/a", "01/a", "0##", "0+", "0-01", "0++1", "1a", "1#/a", "0/~2"],
  ],
  regex: [
    ["", "^[a-z0-9-]+$", "(?<year>\\d{4})", "\\p{Letter}", "[]"],
    ["(", "[", "a{2,1}", "\\a", "^a\\Z", "*", "(?<a>.)(?<a>.)"],
  ],
  byte: [
    ["", "cGFzc3dvcmQ=", "YQ==", "YWJj", "+/+/"],
    ["YQ", "YQ=", "Y===", "=", "====", "YW Jj", "YWJj\n", "-_-_", "YQ==YQ==", "cGFzc3dvcmQ", "YWJé"],
  ],
  base64url: [
    ["", "YQ", "YQ==", "YWJj", "-_-_"],
    ["+/+/", "Y", "YQ=", "YQ===", "Y Q=", "é"],
  ],
  char: [
    ["a", "é", "😀"],
    ["", "ab", "😀a"],
  ],
  e164: [
    ["+14162221122", "+12", "+123456789012345"],
    [
      "",
      "+",
      "+1",
      "14162221122",
      "+04162221122",
      "+1234567890123456",
      "+1 416 222 1122",
      "+1-416-2221122",
      "0014162221122",
      "+1416222112a",
      "+١٤",
    ],
  ],
  timezone: [
    [
      "US/Eastern",
      "US/Central",
      "America/New_York",
      "America/Argentina/Buenos_Aires",
      "Europe/Kyiv",
      "Europe/Kiev",
      "Asia/Kolkata",
      "Asia/Calcutta",
      "UTC",
      "Etc/GMT+5",
      "GMT-0",
      "EST5EDT",
      "Zulu",
    ],
    [
      "",
      "us/eastern",
      "US/EASTERN",
      "America/New York",
      "America/NewYork",
      "America",
      "America/Gotham",
      "Eastern Standard Time",
      "EDT",
      "+01:00",
      "Factory",
      "localtime",
      " UTC",
      "__proto__",
      "constructor",
    ],
  ],
};

describe("formats", () => {
  for (const [name, [valid, invalid]] of Object.entries(TABLE)) {
    describe(name, () => {
      const check = FORMATS[name] as (text: string) => boolean;
      for (const text of valid) it(`accepts ${JSON.stringify(text)}`, () => expect(check(text)).to.equal(true));
      for (const text of invalid) it(`refuses ${JSON.stringify(text)}`, () => expect(check(text)).to.equal(false));
    });
  }

  it("are all in the table of examples", () => {
    expect(Object.keys(TABLE).sort()).to.deep.equal(Object.keys(FORMATS).sort());
  });

  it("are looked up without meeting what objects inherit", () => {
    for (const name of ["constructor", "toString", "__proto__"]) expect(FORMATS[name]).to.equal(undefined);
  });

  it("take time linear in the text, whatever the text", () => {
    const length = 200_000;
    const hostile = [
      "a",
      "-",
      ".",
      "@",
      "1",
      ":",
      "/",
      "%41",
      "a.",
      "a@",
      '"',
      "\\",
      "{a",
      "{a,",
      "~0",
      "P1",
      "+1",
      "é",
      "[:",
      "=",
    ];
    for (const [name, check] of Object.entries(FORMATS)) {
      for (const piece of hostile) {
        for (const start of ["", "a@", "http://", "P", "2018-06-19T18:47:36.", '"', "{"]) {
          const text = start + piece.repeat(length / piece.length);
          const before = performance.now();
          check(text);
          expect(performance.now() - before, `${name} on ${start}${piece}…`).to.be.below(1000);
        }
      }
    }
  }).timeout(30_000);

  it("accept every UUID and refuse it with any one character replaced by something else", () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.nat(35),
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
        (uuid, at, other) => {
          expect(isUuid(uuid)).to.equal(true);
          expect(isUuid(uuid.toUpperCase())).to.equal(true);
          const changed = uuid.slice(0, at) + other + uuid.slice(at + 1);
          const hexThere = ![8, 13, 18, 23].includes(at);
          expect(isUuid(changed)).to.equal(hexThere ? /^[0-9a-f]$/i.test(other) : other === "-");
        },
      ),
    );
  });

  it("refuse a text in which any one character is of another kind", () => {
    const samples: readonly [format: string, text: string][] = [
      ["uuid", "57e2f960-3328-11e6-8dd4-c88eee4d9f61"],
      ["date-time", "2018-06-19T18:47:36.5+01:30"],
      ["date-time", "2018-06-19T18:47:36Z"],
      ["date", "2018-06-19"],
      ["time", "18:47:36-01:30"],
      ["duration", "P1Y2M3DT4H5M6S"],
      ["duration", "P12W"],
      ["ipv4", "192.168.10.21"],
      ["e164", "+14162221122"],
    ];
    const fixed = ["uuid", "date", "time"];
    for (const [format, text] of samples) {
      const check = FORMATS[format] as (text: string) => boolean;
      for (let at = 0; at < text.length; at++) {
        const other = /[0-9a-f]/.test(text.charAt(at))
          ? ["/", ":", "g", " ", "-", "\u0660"]
          : ["a", " ", "_", "\uff0d"];
        for (const character of other) {
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          expect(check(changed), `${format} ${changed}`).to.equal(false);
        }
        if (fixed.includes(format)) {
          const shorter = text.slice(0, at) + text.slice(at + 1);
          expect(check(shorter), `${format} ${shorter}`).to.equal(false);
        }
      }
    }
  });

  it("agree with the calendar on every day of four centuries", () => {
    for (let time = Date.UTC(1896, 0, 1); time < Date.UTC(2304, 0, 1); time += 86_400_000) {
      const date = new Date(time).toISOString();
      if (!isDateTime(date)) expect.fail(`${date} refused`);
    }
    for (let year = 1896; year < 2304; year++) {
      for (let month = 1; month <= 12; month++) {
        const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
        const text = `${year}-${String(month).padStart(2, "0")}-${days + 1}T00:00:00Z`;
        if (isDateTime(text)) expect.fail(`${text} accepted`);
      }
    }
  });

  it("know every time zone that the runtime knows, and the runtime nearly every one of ours", () => {
    for (const name of Intl.supportedValuesOf("timeZone")) expect(isTimezone(name), name).to.equal(true);
    const known = [...tzNames()].filter((name) => {
      try {
        new Intl.DateTimeFormat("en", { timeZone: name });
        return true;
      } catch {
        return false;
      }
    });
    expect(known.length).to.be.above(590);
    expect(tzNames().size).to.equal(597);
  });

  it("bound numbers as the OpenAPI registry does", () => {
    const bounds: readonly [string, readonly number[], readonly number[]][] = [
      ["int8", [-128, 127], [-129, 128, 0.5]],
      ["int16", [-32768, 32767], [-32769, 32768]],
      ["int32", [-2147483648, 2147483647, 1e9], [-2147483649, 2147483648, 1.5, Number.NaN]],
      ["int64", [-(2 ** 63), 2 ** 63], [1e19, -1e19, 0.1]],
      ["uint8", [0, 255], [-1, 256]],
      ["uint16", [0, 65535], [-1, 65536]],
      ["uint32", [0, 4294967295], [-1, 4294967296]],
      ["uint64", [0, 2 ** 64], [-1, 1e20]],
      ["double-int", [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER], [2 ** 53, -(2 ** 53)]],
    ];
    expect(bounds.map(([name]) => name)).to.deep.equal(Object.keys(NUMBER_FORMATS));
    for (const [name, inside, outside] of bounds) {
      for (const value of inside) expect(NUMBER_FORMATS[name]?.(value), `${name} ${value}`).to.equal(true);
      for (const value of outside) expect(NUMBER_FORMATS[name]?.(value), `${name} ${value}`).to.equal(false);
    }
  });

  it("that only annotate are named once and asserted nowhere", () => {
    for (const name of ANNOTATION_FORMATS) {
      expect(FORMATS[name], name).to.equal(undefined);
      expect(NUMBER_FORMATS[name], name).to.equal(undefined);
    }
    expect([...ANNOTATION_FORMATS]).to.include.members(["password", "binary", "float", "double"]);
  });
});

describe("a format whose last match is remembered", () => {
  it("does not take the empty text for one before there was any", () => {
    const script = `
      import { isDateTime, isTimezone, isUuid } from "./src/conformance/formats/index.ts";
      process.stdout.write(JSON.stringify([isUuid(""), isDateTime(""), isTimezone("")]));
    `;
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(JSON.parse(printed)).to.deep.equal([false, false, false]);
  });
});
