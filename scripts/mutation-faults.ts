// The faults that `npm run mutate` plants: small changes of a source file, each of which some test should notice. Texts
// for people (strings with a space in them) and log lines are left alone; so is everything that is only a type.
import { parseAst } from 'vitest/node'

export interface Fault {
  /** Offsets in the source; what stands between them is replaced. */
  readonly start: number
  readonly end: number
  readonly replacement: string
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [member: string]: unknown
}

const otherOperators: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '==': ['!='],
  '!=': ['=='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '**': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
  '??=': ['='],
}

const otherNames: Readonly<Record<string, string>> = {
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
}

/** Methods whose result may be mistaken for what they were called on. */
const reshaping = new Set([
  'filter',
  'slice',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'toReversed',
  'replace',
  'padStart',
])

const typeMembers = new Set(['typeAnnotation', 'typeParameters', 'typeArguments', 'returnType'])
const typeWrappers = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'])

/** Every fault for this TypeScript source, in the order of the source. */
export function findFaults(source: string): Fault[] {
  const faults: Fault[] = []

  const textOf = ({ start, end }: Node): string => source.slice(start, end)
  const isProse = (node: Node): boolean => textOf(node).includes(' ')
  const plant = ({ start, end }: Node, ...replacements: readonly string[]): void => {
    for (const replacement of replacements) faults.push({ start, end, replacement })
  }

  function plantOperators(node: Node, isWholeTest: boolean): void {
    const { operator } = node
    const left = node['left'] as Node
    const right = node['right'] as Node
    if (typeof operator !== 'string' || (operator === '+' && [left, right].some(isText))) return
    // What always or never holds is planted for a whole test; that it is turned round says no more.
    const replacements = otherOperators[operator] ?? []
    for (const other of isWholeTest ? replacements.filter((each) => !isOpposite(operator, each)) : replacements) {
      const changed = `${textOf(left)} ${other} ${textOf(right)}`
      // In parentheses, so that what stands around it does not bind to a part of it.
      plant(node, node.type === 'AssignmentExpression' ? changed : `(${changed})`)
    }
  }

  function plantIn(node: Node, isWholeTest: boolean): void {
    switch (node.type) {
      case 'IfStatement':
      case 'ConditionalExpression':
        plant(node['test'] as Node, 'true', 'false')
        break
      case 'WhileStatement':
        plant(node['test'] as Node, 'false')
        break
      case 'LogicalExpression':
        plant(node, textOf(node['left'] as Node), textOf(node['right'] as Node))
        plantOperators(node, isWholeTest)
        break
      case 'BinaryExpression':
      case 'AssignmentExpression':
        plantOperators(node, isWholeTest)
        break
      case 'UnaryExpression':
        if (node['operator'] === '!' || node['operator'] === '-') plant(node, textOf(node['argument'] as Node))
        break
      case 'Literal':
        plantLiteral(node)
        break
      case 'TemplateLiteral':
        if (!isProse(node)) plant(node, "''")
        break
      case 'ArrayExpression':
        if ((node['elements'] as unknown[]).length > 0) plant(node, '[]')
        break
      case 'SpreadElement':
        plant(node, '...[]')
        break
      case 'CallExpression':
        plantCall(node)
        break
      case 'ArrowFunctionExpression':
        if (node['expression'] === true) plant(node['body'] as Node, 'undefined')
        break
      case 'ExpressionStatement':
      case 'ThrowStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
        plant(node, ';')
        break
      case 'ReturnStatement':
        if (node['argument'] === null) plant(node, ';')
    }
  }

  function plantLiteral(node: Node): void {
    const { value } = node
    if (typeof value === 'boolean') plant(node, String(!value))
    else if (typeof value === 'number') plant(node, String(value >= 10 ? value * 2 : value + 1))
    else if (typeof value === 'string' && !isProse(node)) plant(node, value === '' ? "'-'" : "''")
    else if (isRegex(node)) {
      const text = textOf(node)
      if (text.startsWith('/^')) plant(node, `/${text.slice(2)}`)
      if (/\$\/\w*$/.test(text)) plant(node, text.replace(/\$(\/\w*)$/, '$1'))
    }
  }

  function plantCall(node: Node): void {
    const callee = node['callee'] as Node
    if (callee.type !== 'MemberExpression' || callee['computed'] === true) return
    const property = callee['property'] as Node
    const name = textOf(property)
    const other = otherNames[name]
    if (other !== undefined) plant(property, other)
    if (reshaping.has(name)) plant(node, textOf(callee['object'] as Node))
  }

  function visit(node: Node, isWholeTest: boolean): void {
    if (node.type === 'ImportDeclaration' || isLogLine(node, textOf)) return
    if (node.type.startsWith('TS') && !typeWrappers.has(node.type)) return
    plantIn(node, isWholeTest)
    for (const [member, value] of Object.entries(node)) {
      if (typeMembers.has(member) || (isName(member) && node['computed'] !== true)) continue
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, member === 'test')
    }
  }

  visit(parseAst(source, { lang: 'ts' }) as unknown as Node, false)
  return faults
    .filter((fault) => isProgram(plantFault(source, fault)))
    .toSorted((one, other) => one.start - other.start || one.end - other.end)
}

export function plantFault(source: string, { start, end, replacement }: Fault): string {
  return source.slice(0, start) + replacement + source.slice(end)
}

function isProgram(source: string): boolean {
  try {
    parseAst(source, { lang: 'ts' })
    return true
  } catch {
    return false
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function isName(member: string): boolean {
  return member === 'key' || member === 'property'
}

function isText({ type, value }: Node): boolean {
  return type === 'TemplateLiteral' || (type === 'Literal' && typeof value === 'string')
}

function isRegex(node: Node): boolean {
  return 'regex' in node
}

function isOpposite(operator: string, other: string): boolean {
  return (
    other ===
    { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '===': '!==', '!==': '===', '==': '!=', '!=': '==' }[operator]
  )
}

function isLogLine(node: Node, textOf: (node: Node) => string): boolean {
  return node.type === 'ExpressionStatement' && /^logger\??\.\w+\(/.test(textOf(node))
}
