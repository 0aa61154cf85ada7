import { describeExampleIn } from "./exampleIn";

describeExampleIn("python");
