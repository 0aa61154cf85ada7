import { isDeepStrictEqual } from "node:util";
import ts from "typescript";
import { describe } from "./descriptions";
import {
  tokenOf,
  type EnumSpecification,
  type ObjectSpecification,
  type PropertySpecification,
  type TypeSpecification,
} from "./specification";

/** Wrappers of values that may be known later. */
const wrappers: ReadonlySet<string> = new Set(["Promise", "OutputInstance"]);
const absent = ts.TypeFlags.Undefined | ts.TypeFlags.Null;
/** The types of table entries that are whole numbers, and the names of whole numbers that are in no table. */
const wholeTypes: ReadonlySet<string> = new Set(["count", "time"]);
const wholeNames: ReadonlySet<string> = new Set(["limit", "step"]);
/** The order of a union's types in the schema, independent of the compiler's order. */
const choices: readonly unknown[] = ["string", "number", "integer", "boolean", "array", "object", undefined];

/** Converts TypeScript types to schema types. A type with properties becomes a type of the package. */
export class TypeReader {
  readonly types: Record<string, ObjectSpecification> = {};
  readonly enums: Record<string, EnumSpecification> = {};

  /** @param names The names of types in the package that differ from TypeScript. */
  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly names: ReadonlyMap<string, string>,
  ) {}

  /** Reads the properties of an object. Inline types in it are named after `name`. */
  object(type: ts.Type, name: string): ObjectSpecification {
    const properties = this.checker.getPropertiesOfType(type);
    const required = properties.filter((property) => !this.mayLack(property)).map((property) => property.name);
    return {
      ...describe(type.symbol, this.checker),
      type: "object",
      properties: Object.fromEntries(properties.map((one) => [one.name, this.property(one, name)])),
      ...(required.length > 0 && { required }),
    };
  }

  private property(property: ts.Symbol, owner: string): PropertySpecification {
    const described = describe(property, this.checker);
    const name = `${property.name.charAt(0).toUpperCase()}${property.name.slice(1)}`;
    const read = this.checker.getTypeOfSymbol(property);
    const type = this.choice(read, name) ?? this.type(read, `${owner}${name}`);
    const token = tokenOf(`${owner}${name}`);
    const inline = this.types[token];
    if (inline !== undefined) {
      this.types[token] = { ...described, ...inline };
    }
    return {
      ...described,
      ...(type.type === "number" && this.isWhole(property) ? { ...type, type: "integer" } : type),
    };
  }

  /** Reads a union of words: an enum for its names, or any string, so that a program can also write the word. */
  private choice(type: ts.Type, name: string): TypeSpecification | undefined {
    const members = presentMembersOf(type);
    const words = members.flatMap((member) => (member.isStringLiteral() ? [member.value] : []));
    if (words.length === 0 || words.length < members.length) {
      return undefined;
    }
    const token = tokenOf(name);
    this.enums[token] = { type: "string", enum: words.map((value) => ({ value })) };
    return { oneOf: [{ type: "string" }, { $ref: `#/types/${token}` }] };
  }

  /** Returns whether a number is whole, which the type of its table entry says. */
  private isWhole({ name, declarations = [] }: ts.Symbol): boolean {
    const said = declarations
      .filter(ts.isPropertyAssignment)
      .map(({ initializer }) => this.checker.getTypeAtLocation(initializer).getProperty("type"))
      .map((type) => type && this.checker.getTypeOfSymbol(type));
    return wholeNames.has(name) || said.some((type) => type?.isStringLiteral() && wholeTypes.has(type.value));
  }

  private mayLack(property: ts.Symbol): boolean {
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    return optional || membersOf(this.checker.getTypeOfSymbol(property)).some(({ flags }) => (flags & absent) !== 0);
  }

  /** Reads a type. An inline type is named `inlineName`. */
  type(type: ts.Type, inlineName: string): TypeSpecification {
    const known = presentMembersOf(type).map((member) => this.member(member, inlineName));
    const kinds = known
      .filter((kind, index) => known.findIndex((other) => isDeepStrictEqual(kind, other)) === index)
      .toSorted((one, other) => choices.indexOf(one.type) - choices.indexOf(other.type));
    const [only] = kinds;
    return kinds.length === 1 && only !== undefined ? only : { oneOf: kinds };
  }

  private member(type: ts.Type, inlineName: string): TypeSpecification {
    const { checker } = this;
    if ((type.flags & ts.TypeFlags.Unknown) !== 0) {
      return { $ref: "pulumi.json#/Any" };
    }
    // A union that is open to other strings is written `string & {}`.
    const open = type.isIntersection() && type.types.some(({ flags }) => (flags & ts.TypeFlags.String) !== 0);
    if (open || (type.flags & ts.TypeFlags.StringLike) !== 0) {
      return { type: "string" };
    }
    if ((type.flags & ts.TypeFlags.NumberLike) !== 0) {
      return { type: "number" };
    }
    if ((type.flags & ts.TypeFlags.BooleanLike) !== 0) {
      return { type: "boolean" };
    }
    const element = checker.isArrayType(type) ? checker.getIndexTypeOfType(type, ts.IndexKind.Number) : undefined;
    if (element !== undefined) {
      return { type: "array", items: this.type(element, inlineName) };
    }
    const value = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    return value === undefined
      ? { $ref: `#/types/${this.named(type, inlineName)}` }
      : { type: "object", additionalProperties: this.type(value, inlineName) };
  }

  private named(type: ts.Type, inlineName: string): string {
    const own = (type.aliasSymbol ?? type.symbol)?.name;
    if ((type.flags & ts.TypeFlags.Object) === 0 || own === undefined) {
      throw new Error(`${inlineName}: ${this.checker.typeToString(type)} has no form in a schema.`);
    }
    const name = own === "__type" ? inlineName : (this.names.get(own) ?? own);
    const token = tokenOf(name);
    this.types[token] ??= this.object(type, name);
    return token;
  }
}

/** Lists the types of a value, without undefined, null and wrappers. */
function presentMembersOf(type: ts.Type): readonly ts.Type[] {
  return membersOf(type).filter(({ flags, symbol }) => (flags & absent) === 0 && !wrappers.has(symbol?.name));
}

function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}
