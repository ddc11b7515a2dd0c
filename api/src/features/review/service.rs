use super::{
    decisions, filter,
    repository::{self, Matching},
};
use crate::{
    entity::{binding_application as application, student},
    features::{binding, registry},
    http::authority::Reviewer,
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    List,
    application::ApplicationStatus,
    problem::ProblemCode,
    registry::RegistryCheck,
    review::{ClassCensus, DecisionMade, ReviewClass, ReviewPage, ReviewQuery, ReviewRow, ReviewState},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

pub(super) async fn classes(state: &State, teacher: &Reviewer) -> ApiResult<List<ReviewClass>> {
    let connection = state.database.reader();
    let rows = repository::classes(connection, teacher).await?;
    let students = repository::students_of_classes(connection, teacher).await?;
    let bound: HashSet<Uuid> = repository::bound_students(connection, teacher).await?.into_iter().collect();
    let states = repository::application_states(connection, teacher).await?;
    let mut census = census_by_class(&students, &bound, &states);
    let taught = repository::classes(connection, &teacher.as_teacher()).await?;
    let items = rows.into_iter().map(|row| ReviewClass {
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
    states: &[(Uuid, String)],
) -> HashMap<Uuid, ClassCensus> {
    let with_state = |wanted: ApplicationStatus| -> HashSet<Uuid> {
        states.iter().filter(|(_, state)| state == wanted.code()).map(|(student, _)| *student).collect()
    };
    let (approved, in_review, checking, returned) = (
        with_state(ApplicationStatus::Approved),
        with_state(ApplicationStatus::InReview),
        with_state(ApplicationStatus::RegistryChecking),
        with_state(ApplicationStatus::Returned),
    );
    let mut census: HashMap<Uuid, ClassCensus> = HashMap::new();
    for (student, class) in students {
        let counts = census.entry(*class).or_default();
        counts.students += 1;
        if bound.contains(student) || approved.contains(student) {
            counts.bound += 1;
        } else if in_review.contains(student) {
            counts.in_review += 1;
        } else if checking.contains(student) {
            counts.registry_checking += 1;
        } else if returned.contains(student) {
            counts.returned += 1;
        } else {
            counts.no_answer += 1;
        }
    }
    census
}

pub(super) async fn grid(state: &State, teacher: &Reviewer, class: Uuid, query: &ReviewQuery) -> ApiResult<ReviewPage> {
    let connection = state.database.reader();
    if !repository::is_own_class(connection, teacher, class).await? {
        return Err(ProblemCode::NotFound.into());
    }
    let matching = matching(state, teacher, class, query).await?;
    let rows = matching.page(connection).await?;
    let students = repository::students(connection, rows.iter().map(|row| row.student_id)).await?;
    let pending = repository::count_in_class(connection, teacher, class, ReviewState::Pending).await?;
    let decided = repository::count_in_class(connection, teacher, class, ReviewState::Decided).await?;
    let undos = match repository::is_own_class(connection, &teacher.as_teacher(), class).await? {
        true => decisions::undoable(state, connection, teacher, &rows).await?,
        false => HashMap::new(),
    };
    let total = match query.state {
        _ if query.is_filtered() => matching.count(connection).await?,
        ReviewState::Pending => pending,
        ReviewState::Decided => decided,
    };
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut checks = registry::checks(connection, &binding::sent_versions(connection, &ids).await?).await?;
    let items = rows
        .iter()
        .map(|row| review_row(state, &students, &undos, checks.remove(&row.id), row))
        .collect::<ApiResult<_>>()?;
    Ok(ReviewPage { items, page: query.page, page_size: query.page_size, total, pending, decided })
}

/// The masked 身分證 is read row by row: a class has few, and an index of parts of the number would give it away.
async fn matching<'a>(
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

fn review_row(
    state: &State,
    students: &HashMap<Uuid, student::Model>,
    undos: &HashMap<Uuid, DecisionMade>,
    registry: Option<RegistryCheck>,
    row: &application::Model,
) -> ApiResult<ReviewRow> {
    let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
    let status = ApplicationStatus::from_code(&row.status)
        .ok_or_else(|| ApiError::internal(anyhow::anyhow!("application {} has an unknown state", row.id)))?;
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
        email_is_proved: !binding::needs_confirmation(row),
        mobile_masked: binding::mobile(state, row)?.masked(),
        submitted_at: *row.submitted_at,
        status,
        return_reason: row.return_reason.clone().map(|reason| reason.0),
        decided_at: row.decided_at.map(|at| *at),
        account: binding::account_state(row),
        registry,
        undo: undos.get(&row.id).copied(),
    })
}
