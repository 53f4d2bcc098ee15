import Ajv from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const oracles = resolve(import.meta.dirname, '../../../shared/oracles/formats');

/** Whether the peers' published schemas are on this machine: they are not ours to copy. */
export const hasOracles = existsSync(oracles);

export const oracleAt = (path: string) => readFileSync(join(oracles, path), 'utf8');

type Faults = (value: unknown) => readonly string[];

/** What a schema of Every Eval Ever finds wrong in a value. */
export function everyEvalEver(name: 'eval' | 'instance_level_eval'): Faults {
  const schema = JSON.parse(oracleAt(`every_eval_ever/schema/${name}.schema.json`)) as object;
  return faultsBy(new Ajv({ allErrors: true, schemaId: 'auto' }).compile(schema));
}

/** What Inspect's own OpenAPI description of a log finds wrong in a value; `name` is one of its schemas. */
export function inspectSchema(name: 'EvalLog' | 'EvalSample' | 'EvalSampleSummary'): Faults {
  const document = JSON.parse(oracleAt('inspect/inspect-openapi.json')) as object;
  const ajv = new Ajv({ allErrors: true, schemaId: 'auto', unknownFormats: 'ignore', logger: false });
  return faultsBy(ajv.compile({ ...document, $ref: undefined, allOf: [{ $ref: `#/components/schemas/${name}` }] }));
}

function faultsBy(validate: ReturnType<InstanceType<typeof Ajv>['compile']>): Faults {
  return (value) => {
    void validate(value);
    return (validate.errors ?? []).map(({ dataPath, message = '' }) => `${dataPath} ${message}`);
  };
}
