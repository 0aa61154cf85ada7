import { resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "../..");

/** The package's own modules, read by the compiler. */
export class Sources {
  private readonly program: ts.Program;
  readonly checker: ts.TypeChecker;

  constructor(paths: readonly string[]) {
    const { config } = ts.readConfigFile(resolve(root, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    const files = paths.map((path) => resolve(root, path));
    this.program = ts.createProgram(files, { ...options, types: [] });
    this.checker = this.program.getTypeChecker();
  }

  /** Finds an export of a module by name. */
  exported(path: string, name: string): ts.Symbol {
    const file = this.program.getSourceFile(resolve(root, path));
    const module = file && this.checker.getSymbolAtLocation(file);
    const found = module && this.checker.getExportsOfModule(module).find((symbol) => symbol.name === name);
    if (found === undefined) {
      throw new Error(`${path} must export ${name}, which the schema uses.`);
    }
    return found;
  }

  /** Finds a type that a module exports. */
  type(path: string, name: string): ts.Type {
    return this.checker.getDeclaredTypeOfSymbol(this.exported(path, name));
  }

  /** Lists the public methods that a class declares itself. */
  methods(path: string, name: string): ts.Symbol[] {
    const methods = this.checker.getPropertiesOfType(this.type(path, name));
    const file = this.program.getSourceFile(resolve(root, path));
    return methods.filter(
      ({ flags, valueDeclaration: declared }) =>
        (flags & ts.SymbolFlags.Method) !== 0 &&
        declared !== undefined &&
        declared.getSourceFile() === file &&
        ts.isMethodDeclaration(declared) &&
        ts.isIdentifier(declared.name),
    );
  }

  /** Finds the type of an exported function's first parameter, and the type that its promise resolves to. */
  signature(path: string, name: string): { readonly args: ts.Type; readonly result: ts.Type } {
    const { checker } = this;
    const [signature] = checker.getTypeOfSymbol(this.exported(path, name)).getCallSignatures();
    const [args] = signature?.parameters ?? [];
    const result = signature && checker.getAwaitedType(signature.getReturnType());
    if (args === undefined || result === undefined) {
      throw new Error(`${name} of ${path} must be a function that takes arguments and returns a promise.`);
    }
    return { args: checker.getNonNullableType(checker.getTypeOfSymbol(args)), result };
  }
}
