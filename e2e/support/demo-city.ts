import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A student of `api/demo-city/students.csv`. */
export interface Student {
  name: string;
  nationalId: string;
  schoolCode: string;
  schoolName: string;
  className: string;
  /** As in `shared-types/src/school.rs`. */
  levelCode: string;
}

/** The student of that name, who must be the only one. */
export function student(name: string): Student {
  const found = rows('students').filter((row) => row['name'] === name);
  const row = only(found, `student ${name}`);
  const school = only(
    rows('schools').filter((s) => s['code'] === row['school_code']),
    `school of ${name}`,
  );
  const schoolClass = only(
    rows('classes').filter((c) => c['school_code'] === row['school_code'] && c['name'] === row['class_name']),
    `class of ${name}`,
  );
  return {
    name,
    nationalId: field(row, 'national_id'),
    schoolCode: field(school, 'code'),
    schoolName: field(school, 'name'),
    className: field(row, 'class_name'),
    levelCode: field(schoolClass, 'level'),
  };
}

/** The names in the class of that student, each of which is one child's alone. */
export function classmatesOf(name: string): string[] {
  const { schoolCode, className } = student(name);
  const all = rows('students');
  const isAlone = (row: Row) => all.filter((other) => other['name'] === row['name']).length === 1;
  const inClass = all.filter((row) => row['school_code'] === schoolCode && row['class_name'] === className);
  return inClass.filter(isAlone).map((row) => field(row, 'name'));
}

/** Everybody at the school of that student: class, and 學號, 座號, 姓名, 身分證字號, 生日. */
export function schoolmatesOf(name: string): { className: string; cells: string[] }[] {
  const { schoolCode } = student(name);
  const columns = ['student_number', 'seat_number', 'name', 'national_id', 'birth_date'];
  return rows('students')
    .filter((row) => row['school_code'] === schoolCode)
    .map((row) => ({ className: field(row, 'class_name'), cells: columns.map((column) => field(row, column)) }));
}

/** The e-mail address of the homeroom teacher of that student. */
export function homeroomTeacherOf(name: string): string {
  const { schoolCode, className } = student(name);
  const found = rows('staff').filter((s) => s['school_code'] === schoolCode && s['class_name'] === className);
  return field(only(found, `teacher of ${className}`), 'email');
}

type Row = Record<string, string>;

/** No value in these files holds a comma or a quote. */
function rows(file: string): Row[] {
  const path = resolve(import.meta.dirname, `../../api/demo-city/${file}.csv`);
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
  });
}

function only<T>(found: T[], what: string): T {
  const [first, ...rest] = found;
  if (first === undefined || rest.length > 0) throw new Error(`${found.length} × ${what} in the demo city`);
  return first;
}

function field(row: Row, column: string): string {
  const value = row[column];
  if (!value) throw new Error(`no ${column}`);
  return value;
}
