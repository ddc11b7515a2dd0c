use super::{
    filter,
    repository::{self, Matching},
    undo,
};
use crate::{
    entity::{binding as binding_row, binding_application as application, student},
    features::{account, binding, mail_delivery, objection, registry, school_settings, staff},
    http::authority::Reviewer,
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    List,
    application::ApplicationStatus,
    language::Language,
    national_id::NationalId,
    problem::ProblemCode,
    review::{
        BroughtGuardian, ClassCensus, ClassStudent, DecisionMade, ReviewClass, ReviewPage, ReviewQuery, ReviewRow,
        ReviewState, StudentState,
    },
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

pub(super) async fn classes(state: &State, teacher: &Reviewer) -> ApiResult<List<ReviewClass>> {
    let connection = state.database.reader();
    let rows = repository::classes(connection, teacher).await?;
    let students = repository::students_of_classes(connection, teacher).await?;
    let bound: HashSet<Uuid> = repository::bound_students(connection, teacher).await?.into_iter().collect();
    let refused: HashSet<Uuid> = repository::refused_students(connection, teacher).await?.into_iter().collect();
    let states = repository::application_states(connection, teacher).await?;
    let mut census = census_by_class(&students, &bound, &refused, &states);
    let taught = repository::classes(connection, &teacher.as_teacher()).await?;
    let paper_required = school_settings::schools_that_want_paper(connection).await?;
    let own_schools = staff::own_schools(connection, teacher.account, teacher.at).await?;
    let items = rows.into_iter().map(|row| ReviewClass {
        is_of_own_school: own_schools.iter().any(|own| own.code == row.school_code),
        paper_required: paper_required.contains(&row.school_code),
        may_decide: taught.iter().any(|own| own.id == row.id),
        census: census.remove(&row.id).unwrap_or_default(),
        id: row.id,
        school_code: row.school_code,
        school_name: row.school_name,
        name: row.name,
    });
    Ok(List { items: items.collect() })
}

/// Counts each child once, at the furthest it has got.
fn census_by_class(
    students: &[(Uuid, Uuid)],
    bound: &HashSet<Uuid>,
    refused: &HashSet<Uuid>,
    states: &[(Uuid, String)],
) -> HashMap<Uuid, ClassCensus> {
    let mut by_student: HashMap<Uuid, Vec<&str>> = HashMap::new();
    for (student, state) in states {
        by_student.entry(*student).or_default().push(state);
    }
    let mut census: HashMap<Uuid, ClassCensus> = HashMap::new();
    for (student, class) in students {
        let applied = by_student.get(student).map(Vec::as_slice).unwrap_or_default();
        census.entry(*class).or_default().count_one(furthest(
            bound.contains(student),
            refused.contains(student),
            applied,
        ));
    }
    census
}

/// How far a child has got, by the states of what was applied for it.
fn furthest(is_bound: bool, is_refused: bool, applied: &[&str]) -> StudentState {
    let is_there = |state: ApplicationStatus| applied.contains(&state.code());
    if is_bound || is_there(ApplicationStatus::Approved) {
        StudentState::Bound
    } else if is_there(ApplicationStatus::InReview) {
        StudentState::InReview
    } else if is_there(ApplicationStatus::RegistryChecking) {
        StudentState::RegistryChecking
    } else if is_there(ApplicationStatus::Returned) {
        StudentState::Returned
    } else if is_refused {
        StudentState::Refused
    } else {
        StudentState::NoAnswer
    }
}

/// 學生資料管理
pub(super) async fn class_students(state: &State, teacher: &Reviewer, class: Uuid) -> ApiResult<List<ClassStudent>> {
    let connection = state.database.reader();
    if !repository::is_own_class(connection, teacher, class).await? {
        return Err(ProblemCode::NotFound.into());
    }
    let students = repository::students_of_class(connection, teacher, class).await?;
    let open = repository::open_in_class(connection, teacher, class).await?;
    let bindings = repository::bindings_in_class(connection, teacher, class).await?;
    let refused: HashSet<Uuid> = repository::refused_students(connection, teacher).await?.into_iter().collect();
    let is_brought = |binding: &&binding_row::Model| binding.application_id.is_none();
    let brought_by = bindings.iter().filter(is_brought).map(|binding| binding.account_id);
    let people = account::people(state, connection, brought_by).await?;
    let mut rows: HashMap<Uuid, Vec<ReviewRow>> = HashMap::new();
    for (row, shown) in open.iter().zip(shown(state, teacher, class, &open).await?) {
        rows.entry(row.student_id).or_default().push(shown);
    }
    let items = students.into_iter().map(|student| {
        let of_child = || bindings.iter().filter(|binding| binding.student_id == student.id);
        let applications = rows.remove(&student.id).unwrap_or_default();
        let applied: Vec<&str> = applications.iter().map(|row| row.status.code()).collect();
        let brought =
            of_child().filter(is_brought).filter_map(|binding| Some((binding, people.get(&binding.account_id)?)));
        Ok(ClassStudent {
            state: furthest(of_child().any(|binding| !binding.is_carers()), refused.contains(&student.id), &applied),
            brought: brought.map(|(binding, person)| brought_guardian(binding, person)).collect::<ApiResult<_>>()?,
            applications,
            id: student.id,
            student_number: student.student_number,
            seat_number: student.seat_number as u32,
            name: student.name,
            guardian_places: student.guardian_places as u8,
        })
    });
    Ok(List { items: items.collect::<ApiResult<_>>()? })
}

fn brought_guardian(
    binding: &binding_row::Model,
    (person, national_id): &(account::PersonalData, NationalId),
) -> ApiResult<BroughtGuardian> {
    Ok(BroughtGuardian {
        id: binding.id,
        name: person.name.clone(),
        relationship: binding::relationship_of(&binding.relationship)?,
        national_id_masked: national_id.masked(),
        email: person.email.as_str().into(),
        email_is_proved: person.email_is_proved,
        mobile_masked: person.mobile.masked(),
        bound_at: *binding.bound_at,
        ends_at: binding.ends_at.map(|end| *end),
    })
}

pub(super) async fn grid(state: &State, teacher: &Reviewer, class: Uuid, query: &ReviewQuery) -> ApiResult<ReviewPage> {
    let connection = state.database.reader();
    if !repository::is_own_class(connection, teacher, class).await? {
        return Err(ProblemCode::NotFound.into());
    }
    let matching = matching(state, teacher, class, query).await?;
    let rows = matching.page(connection).await?;
    let items = shown(state, teacher, class, &rows).await?;
    let pending = repository::count_in_class(connection, teacher, class, ReviewState::Pending).await?;
    let decided = repository::count_in_class(connection, teacher, class, ReviewState::Decided).await?;
    let total = match query.state {
        _ if query.is_filtered() => matching.count(connection).await?,
        ReviewState::Pending => pending,
        ReviewState::Decided => decided,
    };
    Ok(ReviewPage { items, page: query.page, page_size: query.page_size, total, pending, decided })
}

/// Applications of a class as the reader sees them, in the same order.
pub(super) async fn shown(
    state: &State,
    teacher: &Reviewer,
    class: Uuid,
    rows: &[application::Model],
) -> ApiResult<Vec<ReviewRow>> {
    let connection = state.database.reader();
    let undos = match repository::is_own_class(connection, &teacher.as_teacher(), class).await? {
        true => undo::undoable(state, connection, teacher, rows).await?,
        false => HashMap::new(),
    };
    with_undos(state, teacher, rows, &undos).await
}

/// The same, with the decisions that the reader can take back.
pub(super) async fn with_undos(
    state: &State,
    reader: &Reviewer,
    rows: &[application::Model],
    undos: &HashMap<Uuid, DecisionMade>,
) -> ApiResult<Vec<ReviewRow>> {
    let connection = state.database.reader();
    let students = repository::students(connection, rows.iter().map(|row| row.student_id)).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut mails = mail_delivery::newest(connection, &ids).await?;
    let mut checks = registry::checks(connection, &binding::sent_versions(connection, &ids).await?).await?;
    let objections = objection::states(connection, &ids).await?;
    let bindings = account::bindings_of_applications(connection, &ids).await?;
    let languages = repository::languages(connection, rows).await?;
    let papers = school_settings::schools_that_want_paper(connection).await?;
    let own_id = account::national_id_index(connection, reader.account).await?;
    let owners = account::owners_among(connection, rows.iter().map(|row| row.national_id_index.clone())).await?;
    let row = |row: &application::Model| {
        let is_own = row.national_id_index == own_id;
        let school_code = students.get(&row.student_id).map(|student| student.school_code.as_str());
        let needs_paper = row.status != ApplicationStatus::Approved.code() && row.paper_returned_at.is_none();
        Ok(ReviewRow {
            language: languages.get(&row.form_id).map(|tag| Language::negotiate(tag)).unwrap_or_default(),
            is_own,
            // An approval binds the account that the person has by now, whatever was typed.
            email_is_proved: !binding::needs_confirmation(row) || owners.contains(&row.national_id_index),
            is_paper_missing: needs_paper && school_code.is_some_and(|code| papers.contains(code)),
            mail: mails.remove(&row.id),
            // Applicants read neither, whatever else they are.
            registry: checks.remove(&row.id).filter(|_| !is_own),
            objection: objections.get(&row.id).copied().filter(|_| !is_own),
            binding_id: bindings.get(&row.id).map(|binding| binding.id),
            undo: undos.get(&row.id).copied().filter(|_| !is_own),
            ..review_row(state, &students, row)?
        })
    };
    rows.iter().map(row).collect()
}

/// The masked 身分證 is read row by row: a class has few, and an index of parts of the number would give it away.
pub(super) async fn matching<'a>(
    state: &State,
    teacher: &'a Reviewer,
    class: Uuid,
    query: &'a ReviewQuery,
) -> ApiResult<Matching<'a>> {
    let mut matching = Matching::new(teacher, class, query);
    if let Some(part) = filter::national_id(query) {
        let mut found = Vec::new();
        for row in matching.all(state.database.reader()).await? {
            if binding::national_id(state, &row)?.masked().contains(&part) {
                found.push(row.id);
            }
        }
        matching.among = Some(found);
    }
    Ok(matching)
}

pub(super) fn status_of(row: &application::Model) -> ApiResult<ApplicationStatus> {
    ApplicationStatus::from_code(&row.status)
        .ok_or_else(|| ApiError::internal(anyhow::anyhow!("application {} has an unknown state", row.id)))
}

/// The row alone, without what other tables say of it.
fn review_row(
    state: &State,
    students: &HashMap<Uuid, student::Model>,
    row: &application::Model,
) -> ApiResult<ReviewRow> {
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    let status = status_of(row)?;
    Ok(ReviewRow {
        id: row.id,
        version: row.version as u32,
        student_number: student.student_number.clone(),
        seat_number: student.seat_number as u32,
        student_name: student.name.clone(),
        relationship: binding::relationship_of(&row.relationship)?,
        relationship_note: row.relationship_note.clone(),
        applicant_name: row.name.clone(),
        national_id_masked: binding::national_id(state, row)?.masked(),
        email: row.email.clone(),
        email_is_proved: false,
        mobile_masked: binding::mobile(state, row)?.masked(),
        submitted_at: *row.submitted_at,
        status,
        return_reason: row.return_reason.clone().map(|reason| reason.0),
        decided_at: row.decided_at.map(|at| *at),
        account: binding::account_state(row),
        language: Language::default(),
        is_own: false,
        is_paper_missing: false,
        registry: None,
        paper_returned_at: row.paper_returned_at.map(|at| *at),
        mail: None,
        objection: None,
        binding_id: None,
        undo: None,
    })
}
