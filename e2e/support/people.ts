/** Somebody who applies: invented, with a valid ID number, and bound to nobody yet. */
export interface Person {
  name: string;
  nationalId: string;
  email: string;
  mobile: string;
  /** The last six characters of the ID number, as the city's procedure has it. */
  initialPassword: string;
}

/** Codes of `shared-types/src/relationship.rs`. */
export type Relationship =
  | 'father'
  | 'mother'
  | 'paternal_grandfather'
  | 'paternal_grandmother'
  | 'maternal_grandfather'
  | 'maternal_grandmother'
  | 'other';

// The parents of `api/demo-city/README.md`.
export const wang = person('王大明', 'A123456789', 'wang.daming@example.com');
export const lin = person('林美惠', 'A239234040', 'lin.meihui@example.com');
export const li = person('李國華', 'B150183305', 'li.guohua@example.com');
export const ji = person('𠮷永安', 'F141644479', 'ji.yongan@example.com');
export const yumin = person('尤敏．諾幹', 'A110546309', 'yumin.nokan@example.com');
export const nguyen = person('阮氏秋', 'A951442415', 'nguyen.thithu.home@example.com');
export const tanaka = person('田中美咲', 'A918512249', 'tanaka.misaki@example.com');
export const kumar = person('KUMAR RAVI', 'AC91012362', 'ravi.kumar@example.com');

/** A homeroom teacher of the demo city: somebody who has an account already. */
export const teacherLin = person('林淑惠', 'A240131550', 'lin@school.example.tw');

function person(name: string, nationalId: string, email: string): Person {
  return { name, nationalId, email, mobile: '0912345678', initialPassword: nationalId.slice(4) };
}
