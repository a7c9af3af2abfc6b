// Which parts of Terraform's language a text uses that Terraform 1.5 does not have. OpenTofu began as Terraform 1.5 and has all of that.
// https://github.com/hashicorp/terraform/blob/main/CHANGELOG.md, https://github.com/opentofu/opentofu/blob/main/CHANGELOG.md

/** `terraform metadata functions`, without those that came later: `issensitive` 1.8, `templatestring` 1.9, `ephemeralasnull` 1.10. */
const FUNCTIONS = new Set(
  (
    'abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt can ceil chomp ' +
    'chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode dirname distinct ' +
    'element endswith file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1 filesha256 filesha512 ' +
    'flatten floor format formatdate formatlist indent index join jsondecode jsonencode keys length log lookup lower matchkeys max ' +
    'md5 merge min nonsensitive one parseint pathexpand plantimestamp pow range regex regexall replace reverse rsadecrypt sensitive ' +
    'setintersection setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr ' +
    'sum templatefile textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset tostring ' +
    'transpose trim trimprefix trimspace trimsuffix try upper urlencode uuid uuidv5 values yamldecode yamlencode zipmap'
  ).split(' '),
);
const TYPES = ['object', 'list', 'map', 'set', 'tuple', 'optional'];
/** What stands before a bracket and is no function. */
const WORDS = ['in', 'if', 'for'];

const TOP = 'terraform provider locals variable output data resource module check import moved'.split(' ');
/** What stands in blocks that are the language's own, not a provider's. */
const MEMBERS: Readonly<Record<string, string>> = {
  terraform: 'required_version required_providers backend',
  variable: 'description type default nullable sensitive validation',
  'variable.validation': 'condition error_message',
  output: 'description value sensitive depends_on precondition',
  import: 'to id provider',
  moved: 'from to',
  lifecycle: 'create_before_destroy prevent_destroy ignore_changes replace_triggered_by precondition postcondition',
};
/** Arguments that are new, wherever they stand. */
const NEW_ARGUMENTS = /_wo(_version)?$|^use_lockfile$/;

/** What a text of HCL uses that is newer, or that only one of the two programs has; each in a few words. */
export function newerThan15(hcl: string): readonly string[] {
  const code = withoutTexts(hcl);
  return [...blocksAndArguments(code), ...functions(code), ...validations(hcl)];
}

/** The same for Terraform's JSON. */
export function newerThan15InJson(json: Readonly<Record<string, unknown>>): readonly string[] {
  const terraform = Object.keys(json['terraform'] ?? {});
  const imports = ((json['import'] ?? []) as object[]).flatMap(Object.keys);
  return [
    ...Object.keys(json).filter((name) => name !== '//' && !TOP.includes(name)),
    ...beyond('terraform', terraform),
    ...beyond('import', imports),
    ...inside(json),
  ];
}

function inside(value: unknown): readonly string[] {
  if (typeof value === 'string') return functions(withoutTexts(`"${value}"`));
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value).filter((name) => NEW_ARGUMENTS.test(name));
  return [...names, ...Object.values(value).flatMap(inside)];
}

function beyond(where: string, names: readonly string[]): readonly string[] {
  const known = MEMBERS[where]?.split(' ');
  return known === undefined ? [] : names.filter((name) => !known.includes(name)).map((name) => `${where}.${name}`);
}

/** Without comments and the text of templates: of `"a ${b} c" # d` there stays `" b "`. */
function withoutTexts(hcl: string): string {
  let code = '';
  // For each template that is open around here: how many braces are open inside of its expression.
  const open: number[] = [0];
  let isText = false;
  for (let at = 0; at < hcl.length; at++) {
    const rest = hcl.slice(at, at + 3);
    if (isText) {
      if (rest.startsWith('\\')) at++;
      else if (rest === '$${' || rest === '%%{') at += 2;
      else if (/^[$%]\{/.test(rest)) {
        open.push(0);
        isText = false;
        at++;
        code += ' ';
      } else if (rest.startsWith('"')) {
        isText = false;
        code += '"';
      }
    } else if (/^(#|\/\/)/.test(rest)) {
      at = (hcl.indexOf('\n', at) + hcl.length) % hcl.length;
      code += '\n';
    } else if (rest.startsWith('}') && open.at(-1) === 0 && open.length > 1) {
      open.pop();
      isText = true;
      code += ' ';
    } else {
      const character = rest.charAt(0);
      if (character === '{' || character === '}') open.push((open.pop() ?? 0) + (character === '{' ? 1 : -1));
      if (character === '"') isText = true;
      code += character;
    }
  }
  return code;
}

function blocksAndArguments(code: string): readonly string[] {
  const found: string[] = [];
  /** Types of the blocks around a line; empty for the braces of a value. */
  const around: string[] = [];
  for (const line of code.split('\n')) {
    const [, type] = /^\s*(\w+)(?:\s+"[^"]*")*\s*\{/.exec(line) ?? [];
    const [, argument] = /^\s*(\w+)\s*=(?!=)/.exec(line) ?? [];
    const name = type ?? argument;
    if (name !== undefined && !around.includes('')) {
      const where = around.at(-1) === 'lifecycle' ? 'lifecycle' : around.join('.');
      found.push(...(where === '' && !TOP.includes(name) ? [name] : beyond(where, [name])));
      if (NEW_ARGUMENTS.test(name) || (where === 'provider' && name === 'for_each')) found.push(name);
    }
    for (const [index, brace] of [...line.matchAll(/[{}]/g)].entries()) {
      if (brace[0] === '}') around.pop();
      else around.push(index === 0 ? (type ?? '') : '');
    }
  }
  return found;
}

function functions(code: string): readonly string[] {
  const known = (name: string): boolean => FUNCTIONS.has(name) || TYPES.includes(name) || WORDS.includes(name);
  return [...code.matchAll(/((?:\w+::)*\w+)\(/g)].map(([, name = '']) => name).filter((name) => !known(name));
}

/** Before Terraform 1.9 and OpenTofu 1.9 a `validation` sees its own variable and nothing else. */
function validations(hcl: string): readonly string[] {
  return [...hcl.matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}/gm)].flatMap(([, own = '', body = '']) =>
    [...body.matchAll(/^ *validation \{\n([\s\S]*?)^ {2}\}/gm)].flatMap(([, validation = '']) =>
      [...withoutTexts(validation).matchAll(/\b(?:(?:var|local|module|data)\.\w+|[a-z]+_\w+\.\w+\.\w+)/g)]
        .map(([reference]) => reference)
        .filter((reference) => reference !== `var.${own}`)
        .map((reference) => `validation of ${own} with ${reference}`),
    ),
  );
}
