import ts from "typescript";
import { describe } from "./descriptions";
import type { Sources } from "./sources";
import { tokenOf, type Properties } from "./specification";
import type { TypeReader } from "./typeReader";

/** The name of a resource's method among the functions of the package. */
export function tokenOfMethod(resource: string, method: string): string {
  return tokenOf(`${resource}/${method}`);
}

/** Describes a method of a resource: a function that also takes the resource, and returns one value. */
export function methodOf(method: ts.Symbol, resource: string, sources: Sources, reader: TypeReader): object {
  const [signature] = sources.checker.getTypeOfSymbol(method).getCallSignatures();
  // Pulumi's alias `Output<string>`.
  const [returned] = signature?.getReturnType().aliasTypeArguments ?? [];
  if (signature === undefined || returned === undefined) {
    throw new Error(`${method.name} of ${resource} must be a method that returns an Output.`);
  }
  const parameters = signature.getParameters().map((parameter) => [
    parameter.name,
    {
      description: describe(parameter, sources.checker).description ?? "",
      ...reader.type(sources.checker.getTypeOfSymbol(parameter), parameter.name),
    },
  ]);
  const given: Properties = Object.fromEntries(parameters);
  return {
    ...describe(method, sources.checker),
    inputs: {
      type: "object",
      properties: { __self__: { description: "The job.", $ref: `#/resources/${tokenOf(resource)}` }, ...given },
      required: ["__self__", ...Object.keys(given)],
    },
    outputs: {
      type: "object",
      properties: { fineTunedModel: { description: "The model's name.", ...reader.type(returned, method.name) } },
      required: ["fineTunedModel"],
    },
  };
}
