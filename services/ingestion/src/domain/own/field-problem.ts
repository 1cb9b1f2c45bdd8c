import type { z } from 'zod';
import { RejectedError, type RejectionCode } from '../rejection.ts';

/** The rejection that the first problem of a schema stands for, naming the field and never its content. */
export function fieldProblem(error: z.ZodError): RejectedError {
  const issue = error.issues[0];
  const path = issue?.path.map(String) ?? [];
  const field = path.join('.') || 'the record';
  return new RejectedError(codeOf(path), `${field}: ${reasonOf(issue)}`);
}

function codeOf([field = '']: readonly string[]): RejectionCode {
  if (field === 'amount') return 'AMOUNT_INVALID';
  if (field === 'date') return 'DATE_INVALID';
  return field.endsWith('Id') ? 'ID_INVALID' : 'FIELD_INVALID';
}

/** Zod's own words, but for those that could repeat a value. */
function reasonOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'is not valid';
  return issue.code === 'custom' || issue.code === 'invalid_type' || issue.code === 'too_big' || issue.code === 'too_small'
    ? issue.message
    : issue.code === 'invalid_value'
      ? `is none of ${issue.values.join(', ')}`
      : 'is not valid';
}
