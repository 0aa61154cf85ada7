import { describeExampleIn } from "./exampleIn";
import { withNode } from "./machines";

describeExampleIn("go", withNode);
