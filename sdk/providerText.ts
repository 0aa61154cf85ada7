/**
 * The type of the resource. The part up to the slash sends it to Pulumi's host for dynamic providers.
 */
export const resourceType = "pulumi-nodejs:dynamic/portkey:FineTuningJob";

/**
 * The provider as that host wants it: source text, kept in the state with every job. Serializing a closure
 * would make a long text that captures whatever is in reach; this one only says which package to load, so
 * the installed version runs, on an old state too. It is loaded from the project's folder.
 */
export const providerText =
  'exports.handler=()=>{try{return require("pulumi-portkey/provider").createProvider()}' +
  `catch(e){e.message="run npm install pulumi-portkey in the project (a library's own copy can't be loaded): "+e.message.split("\\n")[0];e.stack="";throw e}}`;
