//! Writing what was read, in one transaction.

use super::{
    files::{Folder, Guardian, Person, SchoolRow},
    plan::{Entry, Plan},
    snapshot::{CHUNK, Snapshot},
    student::Roster,
};
use crate::{
    database::Transaction,
    entity::{class, school, student},
    features::{
        account::{self, NewAccount},
        binding, consent,
        roster::repository,
        staff,
    },
    problem::{ApiError, ApiResult},
    state::State,
};
use anyhow::{Context, Result, anyhow};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use shared_types::{language::Language, roster::DepartureReason};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Rows in one statement: SQLite takes 32,766 values.
const ROWS: usize = 1_000;

/// Carries a plan out.
///
/// # Errors
/// The database's.
pub(super) async fn write_roster(
    state: &State,
    transaction: &Transaction,
    roster: &Roster,
    snapshot: &Snapshot,
    plan: &Plan,
) -> ApiResult<()> {
    for some in plan.classes.chunks(ROWS) {
        let update = OnConflict::column(class::Column::Id)
            .update_columns([class::Column::Level, class::Column::Grade])
            .to_owned();
        let rows = some.iter().map(|row| row.clone().into_active_model());
        class::Entity::insert_many(rows).on_conflict(update).exec_without_returning(&**transaction).await?;
    }
    // Whoever decides about these children is waited for; in the order in which everybody locks.
    let known = plan.entries.iter().filter_map(|entry| Some(snapshot.students[entry.known?].id));
    let locked: BTreeSet<Uuid> = known.chain(plan.leaving.iter().map(|(id, _)| *id)).collect();
    let locked: Vec<Uuid> = locked.into_iter().collect();
    for some in locked.chunks(CHUNK) {
        repository::lock_students(&**transaction, some.iter().copied()).await?;
    }
    for reason in DepartureReason::ALL {
        let ids: Vec<Uuid> = plan.leaving.iter().filter(|(_, why)| *why == reason).map(|(id, _)| *id).collect();
        for some in ids.chunks(CHUNK) {
            repository::depart(&**transaction, some, reason, state.now(), state.config.roster.carry_over()).await?;
        }
    }
    for entry in plan.entries.iter().filter(|entry| entry.gives_key_away) {
        let Some(known) = entry.known else { continue };
        free_keys(transaction, snapshot.students[known].id).await?;
    }
    for some in plan.entries.chunks(ROWS) {
        let rows = some.iter().map(|entry| model(state, roster, snapshot, entry).into_active_model());
        let others = student::Column::iter().filter(|column| !matches!(column, student::Column::Id));
        let update = OnConflict::column(student::Column::Id).update_columns(others).to_owned();
        student::Entity::insert_many(rows).on_conflict(update).exec_without_returning(&**transaction).await?;
    }
    Ok(())
}

/// Two children who exchange numbers would meet in between.
async fn free_keys(transaction: &Transaction, id: Uuid) -> ApiResult<()> {
    student::Entity::update_many()
        .col_expr(student::Column::StudentNumber, Expr::value(format!("~{id}")))
        .col_expr(student::Column::NationalIdIndex, Expr::value(id.as_bytes().to_vec()))
        .filter(student::Column::Id.eq(id))
        .exec(&**transaction)
        .await?;
    Ok(())
}

fn model(state: &State, roster: &Roster, snapshot: &Snapshot, entry: &Entry) -> student::Model {
    let row = &roster.students[entry.row];
    let known = entry.known.map(|known| &snapshot.students[known]);
    let id = known.map_or_else(|| state.new_id(), |known| known.id);
    let places = row.guardian_places.map_or_else(|| known.map_or(0, |known| known.guardian_places), i32::from);
    student::Model {
        id,
        class_id: entry.class_id,
        school_code: row.school_code.clone(),
        student_number: row.student_number.clone(),
        seat_number: row.seat_number,
        name: row.name.clone(),
        national_id_sealed: state.keys.seal(student::NATIONAL_ID, id, row.national_id.reveal().as_bytes()),
        national_id_index: state.keys.national_id_index(&row.national_id),
        birth_date_sealed: state.keys.seal(student::BIRTH_DATE, id, row.birth_date.to_string().as_bytes()),
        guardian_places: places,
        left_at: None,
        departure: None,
        carry_over_until: None,
    }
}

/// The schools of a folder: what else is in it names them.
pub(super) async fn write_schools(transaction: &Transaction, rows: &[SchoolRow]) -> Result<()> {
    for row in rows {
        write_school(transaction, row).await?;
    }
    Ok(())
}

/// What a folder holds besides schools and roster, whose classes the plan knows.
pub(super) async fn write_people(
    state: &State,
    transaction: &Transaction,
    folder: &Folder,
    plan: &Plan,
    hashes: Hashes,
) -> Result<()> {
    let mut given = Vec::with_capacity(folder.staff.len());
    for (row, hash) in folder.staff.iter().zip(hashes.staff) {
        let key = (row.school_code.clone(), row.class_name.clone());
        let class = *plan.current_classes.get(&key).context("a class that was there is gone")?;
        let account = account_of(state, transaction, &row.person, hash).await;
        let account = account.with_context(|| format!("staff of {} {}", row.school_code, row.class_name))?;
        given.push(staff::Named { account, class, school_code: &row.school_code });
    }
    staff::follow_list(state, transaction, &given).await.map_err(in_words)?;
    let students = students(transaction, &folder.guardians).await?;
    for (row, hash) in folder.guardians.iter().zip(hashes.guardians) {
        let bound = async {
            let student =
                *students.get(&(row.school_code.clone(), row.student_number.clone())).context("no such student")?;
            let account = account_of(state, transaction, &row.person, hash).await?;
            account::bind(state, transaction, student, account, None, row.relationship).await.map_err(in_words)
        };
        bound.await.with_context(|| format!("guardian of {} {}", row.school_code, row.student_number))?;
    }
    for text in &folder.consent_documents {
        consent::publish(state, &**transaction, text.version, text.language, &text.title, &text.body, None)
            .await
            .with_context(|| format!("consent text {}.{}", text.version, text.language.tag()))?;
    }
    Ok(())
}

/// (school code, student number) → child, of the guardians' schools.
async fn students(transaction: &Transaction, guardians: &[Guardian]) -> Result<HashMap<(String, String), Uuid>> {
    let schools: BTreeSet<&str> = guardians.iter().map(|row| row.school_code.as_str()).collect();
    let rows: Vec<(String, String, Uuid)> = student::Entity::find()
        .filter(student::Column::SchoolCode.is_in(schools))
        .filter(student::Column::LeftAt.is_null())
        .select_only()
        .columns([student::Column::SchoolCode, student::Column::StudentNumber, student::Column::Id])
        .into_tuple()
        .all(&**transaction)
        .await?;
    Ok(rows.into_iter().map(|(school, number, id)| ((school, number), id)).collect())
}

/// Of initial passwords; none for people who have an account.
pub(super) struct Hashes {
    staff: Vec<Option<String>>,
    guardians: Vec<Option<String>>,
}

impl Hashes {
    /// Hashing takes longest and needs no transaction.
    pub(super) async fn of(state: &State, folder: &Folder) -> Result<Self> {
        Ok(Self {
            staff: hashes(state, folder.staff.iter().map(|row| &row.person)).await?,
            guardians: hashes(state, folder.guardians.iter().map(|row| &row.person)).await?,
        })
    }
}

async fn hashes(state: &State, people: impl Iterator<Item = &Person>) -> Result<Vec<Option<String>>> {
    let mut hashes = Vec::new();
    for person in people {
        let id = &person.national_id;
        let known = account::find_by_national_id(state, state.database.reader(), id).await.map_err(in_words)?;
        hashes.push(match known {
            Some(_) => None,
            None => Some(state.passwords.hash(id.last_six()).await?),
        });
    }
    Ok(hashes)
}

async fn write_school(transaction: &Transaction, row: &SchoolRow) -> Result<()> {
    let model = school::Model {
        code: row.code.clone(),
        name: row.name.clone(),
        district: row.district.clone(),
        levels: row.levels.clone(),
        version: 0,
        is_closed: false,
    };
    // A closed one stays closed. What changes is a version more: whoever has it open on a page has to look again.
    let version = Expr::cust(
        "schools.version + CASE WHEN (schools.name, schools.district, schools.levels) \
         = (excluded.name, excluded.district, excluded.levels) THEN 0 ELSE 1 END",
    );
    let update = OnConflict::column(school::Column::Code)
        .update_columns([school::Column::Name, school::Column::District, school::Column::Levels])
        .value(school::Column::Version, version)
        .to_owned();
    school::Entity::insert(model.into_active_model())
        .on_conflict(update)
        .exec_without_returning(&**transaction)
        .await
        .map(drop)
        .map_err(Into::into)
}

/// The person's account, made if there is none.
async fn account_of(state: &State, transaction: &Transaction, person: &Person, hash: Option<String>) -> Result<Uuid> {
    // Somebody may stand in several rows: the second finds what the first made.
    if let Some(id) =
        account::find_by_national_id(state, &**transaction, &person.national_id).await.map_err(in_words)?
    {
        return Ok(id);
    }
    let new = NewAccount {
        name: person.name.clone(),
        email: person.email.clone(),
        email_is_proved: false,
        national_id: person.national_id.clone(),
        mobile: person.mobile.clone(),
        password_hash: hash.ok_or_else(|| anyhow!("the account was removed during the import; try again"))?,
    };
    let id = account::create(state, &**transaction, new).await.map_err(in_words)?;
    // What was approved and waits for its address to be confirmed has an account to be bound to now.
    let index = state.keys.national_id_index(&person.national_id);
    binding::open_waiting(state, transaction, &index, Uuid::nil()).await.map_err(in_words)?;
    Ok(id)
}

pub(super) fn in_words(error: ApiError) -> anyhow::Error {
    let key = format!("problem.{}", error.code.code());
    anyhow!("{}", crate::locale::text(Language::TraditionalChinese, &key))
}
