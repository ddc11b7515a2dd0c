//! Reading a school's data: all or nothing, repeatable. Rows that are there already are brought up to date.
//!
//! Whether it comes as a folder at the command line or as a file through the API, it is read into the same [`Roster`],
//! compared into the same plan and written by the same code.
//!
//! [`Roster`]: student::Roster

mod archive;
mod files;
mod one_roster;
mod plan;
mod snapshot;
mod student;
mod table;
mod template;
mod upload;
mod write;

pub use table::{Mistake, Mistakes, Progress};
pub(super) use upload::{Compared, Upload};

use crate::{
    database::Transaction,
    entity::{account, class, homeroom_assignment, school},
    features::{
        account::ended_guardians,
        audit::{self, By, Event},
    },
    locale,
    state::State,
};
use anyhow::{Result, bail};
use files::{Folder, Guardian};
use plan::Plan;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use shared_types::{
    audit::AuditAction,
    language::Language,
    roster::{RosterChanges, RosterProblemCode},
    taiwan_time,
};
use snapshot::Snapshot;
use std::{collections::HashSet, fmt, path::Path};
use time::OffsetDateTime;
use uuid::Uuid;

/// What an import did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Report {
    pub schools: usize,
    pub classes: usize,
    pub students: usize,
    pub staff: usize,
    pub guardians: usize,
    pub consent_documents: usize,
    pub changes: RosterChanges,
    /// Rows that were left out, as people read them.
    pub warnings: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RosterChanges { new, transferred_in, promoted, moved, changed, unchanged, .. } = self.changes;
        let RosterChanges { skipped, graduating, leaving, ends_bindings, .. } = self.changes;
        write!(
            f,
            "{} schools, {} classes, {} students, {} staff, {} guardians, {} consent texts\n\
             students: {new} new, {transferred_in} transferred in, {promoted} promoted, {moved} to another class, \
             {changed} changed, {unchanged} unchanged, {skipped} left out; {graduating} graduating, {leaving} leaving, \
             with {ends_bindings} bindings",
            self.schools, self.classes, self.students, self.staff, self.guardians, self.consent_documents
        )?;
        self.warnings.iter().try_for_each(|warning| write!(f, "\n{warning}"))
    }
}

/// How a folder is imported.
#[derive(Debug, Default, Clone, Copy)]
pub struct Options {
    /// Only says what would happen.
    pub dry_run: bool,
    /// Every child of the schools in `students.csv` is in it: who isn't has left.
    pub whole_schools: bool,
}

/// Imports every file of the folder in one transaction.
///
/// # Errors
/// Every row that is not right, by file and line; nothing is written then.
pub async fn import_folder(state: &State, folder: &Path, options: Options) -> Result<Report> {
    let (folder, mut mistakes) = Folder::read(folder, options.whole_schools)?;
    let hashes = if options.dry_run { None } else { Some(write::Hashes::of(state, &folder).await?) };
    let transaction = state.database.begin().await?;
    take_turn(&transaction).await?;
    write::write_schools(&transaction, &folder.schools).await?;
    let snapshot = Snapshot::load(&*transaction, &state.keys, &folder.roster, &folder.schools()).await?;
    let mut plan = plan::plan(&state.keys, &folder.roster, &snapshot, latest_year(state.now()), || state.new_id());
    mistakes.append(std::mem::take(&mut plan.mistakes));
    check_people(&folder, &snapshot, &plan, &mut mistakes);
    check_ended(state, &*transaction, &folder, &snapshot, &plan, &mut mistakes).await?;
    if !mistakes.are_warnings() {
        let wrong = mistakes.all().iter().filter(|mistake| !mistake.code.is_warning());
        let lines: Vec<String> = wrong.map(ToString::to_string).collect();
        bail!("nothing was imported; these rows are not right:\n{}", lines.join("\n"));
    }
    plan.changes.ends_bindings = ending(&*transaction, &plan).await?;
    if let Some(hashes) = hashes {
        write::write_roster(state, &transaction, &folder.roster, &snapshot, &plan).await.map_err(write::in_words)?;
        write::write_people(state, &transaction, &folder, &plan, hashes).await?;
        let imported = Event::new(By::OPERATOR, AuditAction::RosterImported);
        audit::record(state, &*transaction, [imported]).await.map_err(write::in_words)?;
        transaction.commit().await?;
    }
    Ok(Report {
        schools: folder.schools.len(),
        classes: folder.roster.classes.len(),
        students: folder.roster.students.len(),
        staff: folder.staff.len(),
        guardians: folder.guardians.len(),
        consent_documents: folder.consent_documents.len(),
        changes: plan.changes,
        warnings: mistakes.all().iter().map(ToString::to_string).collect(),
    })
}

/// Whatever changes rosters goes one after the other: a child is at one school.
///
/// # Errors
/// The database's.
pub async fn take_turn(transaction: &Transaction) -> Result<(), sea_orm::DbErr> {
    transaction.take_turns("roster", [""]).await
}

/// Bindings of the children who leave.
async fn ending(connection: &impl ConnectionTrait, plan: &Plan) -> Result<u32, sea_orm::DbErr> {
    let leaving: Vec<_> = plan.leaving.iter().map(|(id, _)| *id).collect();
    snapshot::count_bindings(connection, &leaving).await
}

/// The school year after the present one, which begins in August: nobody knows classes of a later one.
fn latest_year(now: OffsetDateTime) -> i32 {
    taiwan_time::school_year(now) + 1
}

/// Staff have a class, guardians a child.
fn check_people(folder: &Folder, snapshot: &Snapshot, plan: &Plan, mistakes: &mut Mistakes) {
    for row in &folder.staff {
        if !plan.current_classes.contains_key(&(row.school_code.clone(), row.class_name.clone())) {
            row.at.add_to(mistakes, "class_name", RosterProblemCode::NoSuchClass);
        }
    }
    let numbers: HashSet<(&str, &str)> = {
        let named = folder.roster.students.iter().map(|row| (row.school_code.as_str(), row.student_number.as_str()));
        let known = snapshot.by_number.keys().map(|(school, number)| (school.as_str(), number.as_str()));
        if folder.guardians.is_empty() { Default::default() } else { named.chain(known).collect() }
    };
    for row in &folder.guardians {
        if !numbers.contains(&(row.school_code.as_str(), row.student_number.as_str())) {
            row.at.add_to(mistakes, "student_number", RosterProblemCode::NoSuchStudent);
        }
    }
}

/// A binding that ended stays ended: what the school's list goes on saying of it is left out.
async fn check_ended(
    state: &State,
    connection: &impl ConnectionTrait,
    folder: &Folder,
    snapshot: &Snapshot,
    plan: &Plan,
    mistakes: &mut Mistakes,
) -> Result<()> {
    if folder.guardians.is_empty() {
        return Ok(());
    }
    let known = plan.known_by_number(&folder.roster, snapshot);
    let child_of = |row: &Guardian| known.get(&(row.school_code.as_str(), row.student_number.as_str())).copied();
    let children: Vec<Uuid> = folder.guardians.iter().filter_map(child_of).collect();
    let mut ended = HashSet::new();
    for some in children.chunks(snapshot::CHUNK) {
        ended.extend(ended_guardians(connection, some).await.map_err(write::in_words)?);
    }
    for row in &folder.guardians {
        let guardian = state.keys.national_id_index(&row.person.national_id);
        if child_of(row).is_some_and(|child| ended.contains(&(child, guardian))) {
            row.at.add_to(mistakes, "national_id", RosterProblemCode::BindingEnded);
        }
    }
    Ok(())
}

impl fmt::Display for Mistake {
    /// For the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.row.map_or(Ok(()), |row| write!(f, " line {row}"))?;
        self.column.as_ref().map_or(Ok(()), |column| write!(f, ": {column}"))?;
        let key = format!("roster_problem.{}", self.code.code());
        write!(f, ": {}", locale::text(Language::TraditionalChinese, &key))
    }
}

/// (class, e-mail) of every homeroom teacher.
///
/// # Errors
/// The database's.
pub async fn homeroom_teachers(state: &State) -> Result<Vec<(String, String)>> {
    let connection = state.database.reader();
    let rows: Vec<(String, String, Uuid)> = homeroom_assignment::Entity::find()
        .join(JoinType::InnerJoin, homeroom_assignment::Relation::Class.def())
        .join(JoinType::InnerJoin, class::Relation::School.def())
        .filter(homeroom_assignment::Column::EndsAt.is_null())
        .order_by_asc(class::Column::SchoolCode)
        .order_by_asc(class::Column::Name)
        .select_only()
        .column(school::Column::Name)
        .column(class::Column::Name)
        .column(homeroom_assignment::Column::AccountId)
        .into_tuple()
        .all(connection)
        .await?;
    let accounts =
        account::Entity::find().filter(account::Column::Id.is_in(rows.iter().map(|row| row.2))).all(connection).await?;
    let email = |id| accounts.iter().find(|a| a.id == id).map(|a| a.email.clone()).unwrap_or_default();
    Ok(rows.into_iter().map(|(school, class, id)| (format!("{school} {class}"), email(id))).collect())
}
