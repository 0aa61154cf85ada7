import { managerOf, type ManagerName } from "./packageManagers";
import { library, programs, programsWithLibrary, unitTests } from "./programs";

/** A user's project before anything is installed. */
export interface Layout {
  /** The name of its folder. */
  readonly root: string;
  /** What is in that folder, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** In which folder of it the program is. */
  readonly program: string;
}

export type LayoutName = keyof typeof layouts;

type Dependencies = Readonly<Record<string, string>>;

const layouts = {
  "a project": (_manager: ManagerName, dependencies: Dependencies) => single(dependencies, programs),
  "a path with spaces": (_manager: ManagerName, dependencies: Dependencies) => ({
    ...single(dependencies, programs),
    root: "a project in a path with spaces",
  }),
  "a workspace": (manager: ManagerName, dependencies: Dependencies) => workspace(manager, dependencies, dependencies),
  "a workspace without the project's dependency": (manager: ManagerName, dependencies: Dependencies) =>
    workspace(
      manager,
      dependencies,
      Object.fromEntries(Object.entries(dependencies).filter(([name]) => name !== "pulumi-portkey")),
    ),
  "unit tests": (_manager: ManagerName, dependencies: Dependencies) =>
    single({ ...dependencies, jest: "30", "ts-jest": "29", vitest: "3" }, unitTests),
};

/** Lays out a user's project that depends on these packages, for a package manager. */
export function layOut(name: LayoutName, manager: ManagerName, dependencies: Dependencies): Layout {
  const layout = layouts[name](manager, dependencies);
  return { ...layout, files: { ...managerOf(manager).files, ...layout.files } };
}

function single(dependencies: Dependencies, files: Readonly<Record<string, string>>): Layout {
  return { root: "project", program: ".", files: { ...files, "package.json": manifest("user", { dependencies }) } };
}

function workspace(manager: ManagerName, ofLibrary: Dependencies, ofProject: Dependencies): Layout {
  const { sibling } = managerOf(manager);
  return {
    root: "workspace",
    program: "packages/project",
    files: {
      "package.json": manifest("workspace", { workspaces: ["packages/*"] }),
      ...inFolder("packages/library", library),
      ...inFolder("packages/project", programsWithLibrary),
      "packages/library/package.json": manifest("library", { dependencies: ofLibrary }),
      "packages/project/package.json": manifest("project", { dependencies: { ...ofProject, library: sibling } }),
    },
  };
}

function inFolder(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

function manifest(name: string, rest: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ name, version: "0.0.0", private: true, ...rest });
}
