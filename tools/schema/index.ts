import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { dataFunctions } from "../../provider/jobs/functions";
import { describe } from "./descriptions";
import { ownRepository, type Repository } from "../repository";
import { withExample } from "./examples";
import { methodOf, tokenOfMethod } from "./methods";
import { withReferences } from "./references";
import { configVariables, providerInputs, withSecrets } from "./settings";
import { Sources } from "./sources";
import { tokenOf, type ObjectSpecification, type Properties } from "./specification";
import { TypeReader } from "./typeReader";

const functionsModule = "sdk/functions.ts";
const resourceModule = "sdk/fineTuningJob.ts";
const settingsModule = "provider/settings/settingTable.ts";

const { description, keywords, license } = z
  .object({ description: z.string(), keywords: z.array(z.string()), license: z.string() })
  .parse(JSON.parse(readFileSync(resolve(__dirname, "../../package.json"), "utf8")));

/** Methods return their value directly, not in an object. */
const everyLanguage = { respectSchemaVersion: true, liftSingleValueMethodReturns: true };

/** The path of the schema, which the plugin serves. */
export const schemaFile = resolve(__dirname, "../../provider/plugin/schema.json");

/**
 * Returns the schema of the Pulumi package, from the types and docstrings of the Node.js package. It has no version: the plugin adds it.
 */
export function packageSchema(repository: Repository | null = ownRepository() ?? null): string {
  const sources = new Sources([functionsModule, resourceModule, settingsModule]);
  const reader = new TypeReader(
    sources.checker,
    new Map([
      ["ConnectionArgs", "Connection"],
      ["GetFineTuningJobResult", "Job"],
    ]),
  );
  const functions = Object.fromEntries(
    Object.keys(dataFunctions).map((name) => [tokenOf(name), functionOf(name, sources, reader)]),
  );
  const resources = { [tokenOf("FineTuningJob")]: resourceOf("FineTuningJob", sources, reader) };
  const inputProperties = inputsOf(sources);
  const connection = tokenOf("Connection");
  const { [connection]: connectionType, ...types } = reader.types;
  return JSON.stringify({
    name: "portkey",
    displayName: "Portkey",
    description,
    keywords: keywords.filter((keyword) => keyword !== "dynamic-provider"),
    license,
    ...(repository && placesOf(repository)),
    config: { variables: configVariables(inputProperties) },
    provider: {
      description: "How to reach Portkey. Settings that you leave out come from the environment.",
      inputProperties,
    },
    resources,
    functions: { ...functions, ...methodFunctionsOf("FineTuningJob", sources, reader) },
    types: { ...(connectionType && { [connection]: withSecrets(connectionType) }), ...types, ...reader.enums },
    language: {
      nodejs: everyLanguage,
      python: everyLanguage,
      go: everyLanguage,
      csharp: everyLanguage,
    },
  });
}

/** Says where the package is from, and where engines find its plugin. */
function placesOf({ address }: Repository): object {
  return {
    homepage: address,
    repository: address,
    pluginDownloadURL: address.replace("https://github.com/", "github://api.github.com/"),
  };
}

function functionOf(name: string, sources: Sources, reader: TypeReader): object {
  const { args, result } = sources.signature(functionsModule, name);
  const typeName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return {
    description: described(functionsModule, name, sources),
    inputs: withReferences(
      withSecretConnection(reader.object(args, typeName)),
      `functions/${tokenOf(name)}/inputs/properties`,
    ),
    outputs: reader.object(result, typeName),
  };
}

function resourceOf(name: string, sources: Sources, reader: TypeReader): object {
  const inputs = withReferences(
    withSecretConnection(reader.object(sources.type(resourceModule, `${name}Args`), name)),
    `resources/${tokenOf(name)}/inputProperties`,
  );
  const outputs = reader.object(sources.type(functionsModule, `Get${name}Result`), name);
  return {
    description: described(resourceModule, name, sources),
    isComponent: true,
    inputProperties: inputs.properties,
    requiredInputs: inputs.required,
    properties: outputs.properties,
    required: outputs.required,
    methods: Object.fromEntries(
      sources.methods(resourceModule, name).map((method) => [method.name, tokenOfMethod(name, method.name)]),
    ),
  };
}

function described(module: string, name: string, sources: Sources): string {
  return withExample(name, describe(sources.exported(module, name), sources.checker).description ?? "");
}

function methodFunctionsOf(name: string, sources: Sources, reader: TypeReader): Readonly<Record<string, object>> {
  return Object.fromEntries(
    sources
      .methods(resourceModule, name)
      .map((method) => [tokenOfMethod(name, method.name), methodOf(method, name, sources, reader)]),
  );
}

function inputsOf(sources: Sources): Properties {
  const table = sources.checker.getTypeOfSymbol(sources.exported(settingsModule, "settingTable"));
  const described = sources.checker.getPropertiesOfType(table).map((one) => [one.name, describe(one, sources.checker)]);
  return providerInputs(Object.fromEntries(described));
}

/** Makes the whole connection secret, since it may contain keys. */
function withSecretConnection(inputs: ObjectSpecification): ObjectSpecification {
  const { connection, ...others } = inputs.properties;
  return { ...inputs, properties: { ...others, ...(connection && { connection: { ...connection, secret: true } }) } };
}
