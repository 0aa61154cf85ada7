// @ts-nocheck
import { expect, test } from "vitest";
import * as pulumi from "@pulumi/pulumi";
import { FineTuningJob } from "pulumi-portkey";
import deploy from "./mocked.cjs";

test("deploys the mocked model", () => expect(deploy(pulumi, FineTuningJob)).resolves.toBeUndefined());
