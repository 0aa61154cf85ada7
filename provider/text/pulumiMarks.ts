/** What Pulumi writes for an unknown value, by type. The first one is for strings, and for values without a type. */
export const unknownMarks = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
] as const;

/**
 * The key by which Pulumi recognises secrets, outputs and assets:
 * https://www.pulumi.com/docs/iac/guides/building-extending/providers/pulumi-provider-spec/
 */
export const signatureKey = "4dabf18193072939515e22adb298388d";
