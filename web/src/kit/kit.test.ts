import { describe, expect, test } from "vitest";
import { capitals, inEnglish, inWords } from "./capitals";
import { add, compare, fraction, grouped, lineTotals, percent, round, sum, trimmed } from "./decimal";
import { all, conditionOn, without } from "./filters";
import { money } from "./money";

describe("decimals stay exact", () => {
  test("rounding is half away from zero", () => {
    expect(round("2.345", 2)).toBe("2.35");
    expect(round("-2.345", 2)).toBe("-2.35");
    expect(round("2.3449999", 2)).toBe("2.34");
    expect(round("7", 2)).toBe("7.00");
  });
  test("sums do not drift as floats do", () => {
    expect(sum(Array.from({ length: 10 }, () => "0.1"))).toBe("1.0");
    expect(add("9007199254740993", "0.01")).toBe("9007199254740993.01");
    expect(compare("10.00", "10")).toBe(0);
  });
  test("a line is rounded on its net and on its tax, each once", () => {
    const line = lineTotals({ quantity: "16", price: "348.35", discount: "0.04", taxRate: "0.22" });
    expect(line.net).toBe("5350.66");
    expect(line.tax).toBe("1177.15");
    expect(line.gross).toBe("6527.81");
  });
  test("grouping changes no digit", () => {
    expect(grouped("-1265793.29")).toBe("-1,265,793.29");
    expect(grouped("999")).toBe("999");
    expect(trimmed("12.5000")).toBe("12.5");
    expect(trimmed("1200")).toBe("1200");
    expect(percent("0.1300")).toBe("13");
    expect(fraction("7.5")).toBe("0.075");
  });
});

describe("money", () => {
  test("wears its currency and its sign outside", () => expect(money("-1200.5", "CNY")).toBe("-¥1,200.50"));
  test("in capitals follows the rules for bills", () => {
    expect(capitals("0.00")).toBe("零元整");
    expect(capitals("10005.00")).toBe("壹万零伍元整");
    expect(capitals("528082.00")).toBe("伍拾贰万捌仟零捌拾贰元整");
    expect(capitals("1409.50")).toBe("壹仟肆佰零玖元伍角整");
    expect(capitals("325.04")).toBe("叁佰贰拾伍元零肆分");
    expect(capitals("100000000.00")).toBe("壹亿元整");
    expect(capitals("20000.00", true)).toBe("貳萬元整");
    expect(capitals("1010203.05")).toBe("壹佰零壹万零贰佰零叁元零伍分");
    expect(capitals("1010203.05", true)).toBe("壹佰零壹萬零貳佰零參元零伍分");
    expect(capitals("-0.5")).toBe("负伍角整");
    expect(capitals("1000000000000.00")).toBe("壹万亿元整");
    expect(capitals("100010000.07")).toBe("壹亿零壹万元零柒分");
  });
  test("in words of the page's language", () => {
    expect(inEnglish("1020.05")).toBe("one thousand twenty and 05/100");
    expect(inEnglish("-42")).toBe("minus forty-two and 00/100");
    expect(inWords("20", "zh-Hant")).toBe("貳拾元整");
    expect(inWords("", "en")).toBe("");
  });
});

describe("filters", () => {
  test("join flat and lose one field without losing the rest", () => {
    const filter = all(["level", "in", ["a"]], ["owner", "eq", 3]);
    expect(filter).toEqual({
      and: [
        ["level", "in", ["a"]],
        ["owner", "eq", 3],
      ],
    });
    expect(without(filter, "level")).toEqual(["owner", "eq", 3]);
    expect(without(["owner", "eq", 3], "owner")).toBeUndefined();
    expect(conditionOn(filter, "owner")).toEqual(["owner", "eq", 3]);
  });
  test("an or-group is kept whole", () => {
    const group = {
      or: [
        ["a", "eq", 1],
        ["b", "eq", 2],
      ] as never,
    };
    expect(all(group, ["c", "eq", 3])).toEqual({ and: [group, ["c", "eq", 3]] });
  });
});
