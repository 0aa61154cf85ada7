/** The parts of Pulumi's package schema that this package uses. */
export interface TypeSpecification {
  readonly type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  readonly $ref?: string;
  readonly items?: TypeSpecification;
  readonly additionalProperties?: TypeSpecification;
  readonly oneOf?: readonly TypeSpecification[];
}

export interface PropertySpecification extends TypeSpecification {
  readonly description?: string;
  readonly secret?: true;
  /** What one language's SDK calls it. */
  readonly language?: { readonly csharp: { readonly name: string } };
}

export type Properties = Readonly<Record<string, PropertySpecification>>;

export interface ObjectSpecification {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Properties;
  /** What is always there. */
  readonly required?: readonly string[];
}

/** A type whose values are these words. */
export interface EnumSpecification {
  readonly type: "string";
  readonly enum: readonly { readonly value: string }[];
}

/** Returns the token of what the package has under a name. */
export function tokenOf(name: string): string {
  return `portkey:index:${name}`;
}
