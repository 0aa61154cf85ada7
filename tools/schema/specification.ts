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
  /** Its name in one language's SDK. */
  readonly language?: { readonly csharp: { readonly name: string } };
}

export type Properties = Readonly<Record<string, PropertySpecification>>;

export interface ObjectSpecification {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Properties;
  /** The properties that are always set. */
  readonly required?: readonly string[];
}

/** An enum of strings. */
export interface EnumSpecification {
  readonly type: "string";
  readonly enum: readonly { readonly value: string }[];
}

/** Returns the token of a name in the package. */
export function tokenOf(name: string): string {
  return `portkey:index:${name}`;
}
