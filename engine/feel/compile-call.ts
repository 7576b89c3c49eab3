import { builtinFunctions } from './builtins.ts';
import { compile } from './compile.ts';
import { expected } from './node.ts';
import type { Node } from './node.ts';
import type { Environment } from './environment.ts';
import { inScalaMapOrder } from './scala-map.ts';
import type { CallParams, Exp } from './syntax.ts';
import { functionsOf, isContext } from './context.ts';
import { FeelError, FeelFunction } from './value.ts';
import type { FeelValue } from './value.ts';

type Params =
  | { readonly kind: 'positional'; readonly nodes: readonly Node[] }
  | { readonly kind: 'named'; readonly nodes: ReadonlyMap<string, Node> };

/** `f(x)`: a function of an enclosing context, else a builtin one. */
export function compileCall(exp: Extract<Exp, { kind: 'call' }>): Node {
  const { name } = exp;
  const params = compileParams(exp.params);
  const accepts = accepting(params);
  return (env) => {
    const f =
      env.localFunction(name, accepts) ??
      builtinFunctions(name, env.run.clock).find(accepts) ??
      notFound(env, name, params);
    if (f instanceof FeelError) return null;
    const result = invoke(env, f, params);
    if (!(result instanceof FeelError) || result.fatal) return result;
    if (name === 'assert') {
      env.warn('ASSERT_FAILURE', result.message);
    } else {
      const message = `Failed to invoke function '${name}': ${result.message}`;
      env.warn('FUNCTION_INVOCATION_FAILURE', message);
    }
    return null;
  };
}

/** `a.f(x)`: a function that a context holds. */
export function compileQualifiedCall(exp: Extract<Exp, { kind: 'qualifiedCall' }>): Node {
  const path = compile(exp.path);
  const params = compileParams(exp.params);
  const accepts = accepting(params);
  return (env) => {
    const context = path(env);
    if (!isContext(context)) return expected(env, 'context', context);
    const f = functionsOf(context, exp.name).find(accepts);
    return f === undefined ? notFound(env, exp.name, params) : invoke(env, f, params);
  };
}

/** `function(a, b) a + b`. */
export function compileFunction(exp: Extract<Exp, { kind: 'function' }>): Node {
  const body = compile(exp.body);
  const { params } = exp;
  return (env) =>
    new FeelFunction(params, (args) => {
      let scope = env;
      params.forEach((name, i) => {
        scope = scope.bind(name, args[i] ?? null);
      });
      return body(scope);
    });
}

function compileParams(params: CallParams): Params {
  if (params.kind === 'positional') return { kind: 'positional', nodes: params.items.map(compile) };
  const nodes = new Map([...params.items].map(([name, exp]) => [name, compile(exp)]));
  return { kind: 'named', nodes };
}

function accepting(params: Params): (f: FeelFunction) => boolean {
  if (params.kind === 'named') {
    const names = [...params.nodes.keys()];
    return (f) => names.every((name) => f.params.includes(name));
  }
  const count = params.nodes.length;
  return (f) => f.params.length === count || (f.params.length < count && f.hasVarArgs);
}

function notFound(env: Environment, name: string, params: Params): FeelError {
  const given =
    params.kind === 'positional'
      ? `${params.nodes.length} parameters`
      : `parameters: ${inScalaMapOrder([...params.nodes])
          .map(([key]) => key)
          .join(',')}`;
  const message = `No function found with name '${name}' and ${given}`;
  env.warn('NO_FUNCTION_FOUND', message);
  return new FeelError(message);
}

function invoke(env: Environment, f: FeelFunction, params: Params): FeelValue {
  return f.invoke(argumentsOf(env, f, params));
}

function argumentsOf(env: Environment, f: FeelFunction, params: Params): FeelValue[] {
  if (params.kind === 'named') {
    return f.params.map((name) => params.nodes.get(name)?.(env) ?? null);
  }
  const values = params.nodes.map((node) => node(env));
  if (!f.hasVarArgs || f.params.length === 0) return values;
  const fixed = f.params.length - 1;
  const rest = values.slice(fixed);
  const [only] = rest;
  const list = fixed === 0 && rest.length === 1 && Array.isArray(only) ? only : rest;
  return [...values.slice(0, fixed), list as readonly FeelValue[]];
}
