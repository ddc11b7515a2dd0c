//! What a roster changes, compared with what is there. Nothing is written here.

use super::{
    snapshot::{Known, Snapshot},
    student::{ClassRow, Roster, Student, grades},
    table::Mistakes,
};
use crate::{crypto::Keyring, entity::class};
use shared_types::{
    person_name,
    roster::{DepartureReason, RosterChangeKind as Kind, RosterChanges, RosterProblemCode as Code},
    school::SchoolLevel,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// (school code, name).
type ClassKey = (String, String);

/// What is to be done.
#[derive(Default)]
pub(super) struct Plan {
    /// New ones, and those that change.
    pub(super) classes: Vec<class::Model>,
    /// Children to write.
    pub(super) entries: Vec<Entry>,
    pub(super) leaving: Vec<(Uuid, DepartureReason)>,
    /// All but `ends_bindings`, which the database knows.
    pub(super) changes: RosterChanges,
    /// Whom a registrar may want to see.
    pub(super) concerned: Vec<(Uuid, Kind)>,
    pub(super) mistakes: Mistakes,
    /// Classes of each school's newest year.
    pub(super) current_classes: HashMap<ClassKey, Uuid>,
}

/// A child to write.
pub(super) struct Entry {
    /// In the roster.
    pub(super) row: usize,
    /// In the snapshot.
    pub(super) known: Option<usize>,
    pub(super) class_id: Uuid,
    /// Somebody else gets the number or ID that the child has until now.
    pub(super) gives_key_away: bool,
}

impl Plan {
    /// The children whom somebody knew before, by the school and number that they will have.
    pub(super) fn known_by_number<'a>(
        &self,
        roster: &'a Roster,
        snapshot: &'a Snapshot,
    ) -> HashMap<(&'a str, &'a str), Uuid> {
        let there = snapshot.by_number.iter();
        let mut known: HashMap<_, _> = there
            .map(|((school, number), child)| ((school.as_str(), number.as_str()), snapshot.students[*child].id))
            .collect();
        for entry in &self.entries {
            let row = &roster.students[entry.row];
            let number = (row.school_code.as_str(), row.student_number.as_str());
            match entry.known {
                Some(child) => known.insert(number, snapshot.students[child].id),
                None => known.remove(&number),
            };
        }
        known
    }
}

/// Compares. `latest_year` is the last school year that anybody can know of.
pub(super) fn plan(
    keys: &Keyring,
    roster: &Roster,
    snapshot: &Snapshot,
    latest_year: i32,
    new_id: impl FnMut() -> Uuid,
) -> Plan {
    let mut planning = Planning { keys, roster, snapshot, plan: Plan::default(), years: HashMap::new() };
    planning.plan_classes(latest_year, new_id);
    planning.plan_students();
    if planning.plan.mistakes.are_warnings() {
        planning.plan_departures();
    }
    planning.plan
}

struct Planning<'a> {
    keys: &'a Keyring,
    roster: &'a Roster,
    snapshot: &'a Snapshot,
    plan: Plan,
    /// Each school's newest.
    years: HashMap<String, i32>,
}

impl Planning<'_> {
    fn mistake(&mut self, student: &Student, column: &'static str, code: Code) {
        student.at.add_to(&mut self.plan.mistakes, column, code);
    }

    fn plan_classes(&mut self, latest_year: i32, mut new_id: impl FnMut() -> Uuid) {
        let (roster, snapshot) = (self.roster, self.snapshot);
        let of_file = roster.classes.iter().map(|class| (&class.school_code, class.school_year));
        let known = snapshot.classes.values().map(|class| (&class.school_code, class.school_year));
        for (school, year) in known.chain(of_file) {
            let newest = self.years.entry(school.clone()).or_insert(year);
            *newest = year.max(*newest);
        }
        let mut all: HashMap<(String, i32, String), Uuid> = HashMap::new();
        for class in snapshot.classes.values() {
            all.insert((class.school_code.clone(), class.school_year, class.name.clone()), class.id);
        }
        let mut named: HashSet<(&str, i32, &str)> = HashSet::new();
        for row in &roster.classes {
            if !named.insert((&row.school_code, row.school_year, &row.name)) {
                row.at.add_to(&mut self.plan.mistakes, "name", Code::Duplicate);
            }
            if !snapshot.schools.contains(&row.school_code) {
                row.at.add_to(&mut self.plan.mistakes, "school_code", Code::OtherSchool);
            }
            let is_over = self.years.get(&row.school_code).is_some_and(|newest| row.school_year < *newest);
            if row.school_year > latest_year || is_over && roster.whole_schools.contains(&row.school_code) {
                row.at.add_to(&mut self.plan.mistakes, "school_year", Code::SchoolYear);
            }
            let key = (row.school_code.clone(), row.school_year, row.name.clone());
            let known = all.get(&key).and_then(|id| snapshot.classes.get(id));
            self.plan.changes.new_classes += u32::from(known.is_none());
            if known.is_some_and(|known| (known.level.as_str(), known.grade) == (row.level.code(), row.grade)) {
                continue;
            }
            let class = model(row, known.map_or_else(&mut new_id, |known| known.id));
            all.insert(key, class.id);
            self.plan.classes.push(class);
        }
        let current = all.into_iter().filter(|((school, year, _), _)| self.years.get(school) == Some(year));
        self.plan.current_classes = current.map(|((school, _, name), id)| ((school, name), id)).collect();
    }

    fn plan_students(&mut self) {
        let (roster, snapshot) = (self.roster, self.snapshot);
        if roster.students.is_empty() && !roster.whole_schools.is_empty() && self.plan.mistakes.all().is_empty() {
            self.plan.mistakes.of_file("", None, Code::Empty);
        }
        let named = Named::of(self.keys, roster, &mut self.plan.mistakes);
        for (row, student) in roster.students.iter().enumerate() {
            let class_key = (student.school_code.clone(), student.class_name.clone());
            let Some(&class_id) = self.plan.current_classes.get(&class_key) else {
                self.mistake(student, "class_name", Code::NoSuchClass);
                continue;
            };
            let index = &named.indexes[row];
            match self.find(student, index, &named) {
                Ok(Some(known)) => self.plan_known(row, known, class_id, &named),
                Ok(None) => {
                    self.plan.changes.new += 1;
                    self.plan.entries.push(Entry { row, known: None, class_id, gives_key_away: false });
                }
                Err((column, code)) => {
                    self.plan.changes.skipped += u32::from(code.is_warning());
                    self.mistake(student, column, code);
                }
            }
        }
        self.refuse_exchanged_names();
        // Whoever keeps a number that somebody else gets, and isn't named.
        for entry in &self.plan.entries {
            let student = &roster.students[entry.row];
            let holder = snapshot.by_number.get(&(student.school_code.clone(), student.student_number.clone()));
            let Some(&holder) = holder.filter(|holder| Some(**holder) != entry.known) else { continue };
            let is_named = named.by_index.contains_key(&snapshot.students[holder].national_id_index);
            if !is_named && !roster.whole_schools.contains(&student.school_code) {
                student.at.add_to(&mut self.plan.mistakes, "student_number", Code::OtherChild);
            }
        }
    }

    /// The child that a row means. An ID alone names nobody: in a file whose columns were sorted or shifted apart it
    /// stands beside somebody else, whose parents would be bound to a stranger.
    fn find(&self, student: &Student, index: &[u8], named: &Named) -> Result<Option<usize>, (&'static str, Code)> {
        let snapshot = self.snapshot;
        let key = (student.school_code.clone(), student.student_number.clone());
        let of_number = snapshot.by_number.get(&key).copied();
        if let Some(&known) = snapshot.by_index.get(index) {
            let child = &snapshot.students[known];
            let has_name = |of: usize| person_name::is_same(&snapshot.students[of].name, &student.name);
            let is_of_number = of_number.is_some_and(|other| other != known && has_name(other) && !has_name(known));
            if is_of_number || !self.is_same(child, student) {
                return Err(("national_id", Code::OtherChild));
            }
            let may_come = child.left_at.is_some()
                || child.school_code == student.school_code
                || self.roster.whole_schools.contains(&child.school_code);
            return if may_come { Ok(Some(known)) } else { Err(("national_id", Code::StillElsewhere)) };
        }
        let Some(known) = of_number else { return Ok(None) };
        let child = &snapshot.students[known];
        if named.by_index.contains_key(&child.national_id_index) {
            // That child gets another number.
            return Ok(None);
        }
        // An ID that was mistyped before, unless it is somebody else.
        if self.is_same(child, student) { Ok(Some(known)) } else { Err(("student_number", Code::OtherChild)) }
    }

    /// By name or birth date: one of them may have been mistyped, or changed.
    fn is_same(&self, child: &Known, student: &Student) -> bool {
        person_name::is_same(&child.name, &student.name) || self.birth_date(child) == student.birth_date.to_string()
    }

    /// Who gets the name that another child gives up: not two children who were renamed, but names and IDs of one file
    /// that don't belong together.
    fn refuse_exchanged_names(&mut self) {
        let renamed = |entry: &Entry| {
            let (known, row) = (&self.snapshot.students[entry.known?], &self.roster.students[entry.row]);
            let (before, after) = (person_name::letters(&known.name), person_name::letters(&row.name));
            (before != after).then_some((row, before, after))
        };
        let renamed: Vec<_> = self.plan.entries.iter().filter_map(renamed).collect();
        let given_up: HashSet<&String> = renamed.iter().map(|(_, before, _)| before).collect();
        for (row, ..) in renamed.iter().filter(|(.., after)| given_up.contains(after)) {
            row.at.add_to(&mut self.plan.mistakes, "name", Code::OtherChild);
        }
    }

    fn birth_date(&self, child: &Known) -> String {
        child.birth_date(self.keys).unwrap_or_default()
    }

    fn plan_known(&mut self, row: usize, known: usize, class_id: Uuid, named: &Named) {
        let (student, child) = (&self.roster.students[row], &self.snapshot.students[known]);
        let is_same_number = child.student_number == student.student_number;
        let is_as_it_was = child.national_id_index == named.indexes[row]
            && is_same_number
            && child.seat_number == student.seat_number
            && child.name == student.name
            && student.guardian_places.is_none_or(|places| child.guardian_places == i32::from(places))
            && self.birth_date(child) == student.birth_date.to_string();
        let year_of = |class: Uuid| self.snapshot.classes.get(&class).map(|class| class.school_year);
        let newest = self.years.get(&student.school_code).copied();
        let changes = &mut self.plan.changes;
        if child.left_at.is_some() || child.school_code != student.school_code {
            changes.transferred_in += 1;
        } else if child.class_id != class_id && year_of(child.class_id) < newest {
            changes.promoted += 1;
        } else if child.class_id != class_id {
            changes.moved += 1;
            self.plan.concerned.push((child.id, Kind::Moved));
        } else if !is_as_it_was {
            changes.changed += 1;
            self.plan.concerned.push((child.id, Kind::Changed));
        } else {
            changes.unchanged += 1;
            return;
        }
        let old_number = (child.school_code.clone(), child.student_number.clone());
        let is_claimed = |by: Option<&usize>| by.is_some_and(|by| *by != row);
        let gives_key_away =
            is_claimed(named.by_number.get(&old_number)) || is_claimed(named.by_index.get(&child.national_id_index));
        self.plan.entries.push(Entry { row, known: Some(known), class_id, gives_key_away });
    }

    fn plan_departures(&mut self) {
        let kept: HashSet<usize> = self.plan.entries.iter().filter_map(|entry| entry.known).collect();
        let named: HashSet<Vec<u8>> =
            self.roster.students.iter().map(|s| self.keys.national_id_index(&s.national_id)).collect();
        for (index, child) in self.snapshot.students.iter().enumerate() {
            let is_gone = child.left_at.is_none()
                && self.roster.whole_schools.contains(&child.school_code)
                && !kept.contains(&index)
                && !named.contains(&child.national_id_index);
            if !is_gone {
                continue;
            }
            let class = self.snapshot.classes.get(&child.class_id);
            let is_of_last_year =
                class.is_some_and(|class| Some(&class.school_year) < self.years.get(&child.school_code));
            if is_of_last_year && class.is_some_and(is_final_grade) {
                self.plan.changes.graduating += 1;
                self.plan.leaving.push((child.id, DepartureReason::Graduated));
                self.plan.concerned.push((child.id, Kind::Graduating));
            } else {
                self.plan.changes.leaving += 1;
                self.plan.leaving.push((child.id, DepartureReason::Left));
                self.plan.concerned.push((child.id, Kind::Leaving));
            }
        }
    }
}

/// Who is named, and by which row.
struct Named {
    /// Of each row's ID.
    indexes: Vec<Vec<u8>>,
    by_index: HashMap<Vec<u8>, usize>,
    by_number: HashMap<ClassKey, usize>,
}

impl Named {
    fn of(keys: &Keyring, roster: &Roster, mistakes: &mut Mistakes) -> Self {
        let indexes: Vec<_> = roster.students.iter().map(|s| keys.national_id_index(&s.national_id)).collect();
        let (mut by_index, mut by_number) = (HashMap::new(), HashMap::new());
        for (row, student) in roster.students.iter().enumerate() {
            let number = (student.school_code.clone(), student.student_number.clone());
            if by_index.insert(indexes[row].clone(), row).is_some() {
                student.at.add_to(mistakes, "national_id", Code::Duplicate);
            }
            if by_number.insert(number, row).is_some() {
                student.at.add_to(mistakes, "student_number", Code::Duplicate);
            }
        }
        Self { indexes, by_index, by_number }
    }
}

fn model(row: &ClassRow, id: Uuid) -> class::Model {
    class::Model {
        id,
        school_code: row.school_code.clone(),
        school_year: row.school_year,
        level: row.level.code().into(),
        grade: row.grade,
        name: row.name.clone(),
    }
}

fn is_final_grade(class: &class::Model) -> bool {
    SchoolLevel::from_code(&class.level).is_some_and(|level| class.grade == *grades(level).end())
}
