//! How far a check has got, what is wrong, what would change, and the confirmation.

use super::super::{data::use_loaded, paging::paging};
use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api,
    components::{
        button::{Button, Look},
        error_summary::ErrorSummary,
        field::{TextField, value_of},
        notice::{Failed, Notice, NoticeKind, Skeleton},
        tag::{TagKind, tag},
    },
    form::FormErrors,
    i18n::{I18n, use_i18n},
    pages::review::facts::{Fact, facts},
    session::Loaded,
    task::use_task,
};
use shared_types::{
    Page,
    problem::ProblemCode,
    roster::{
        ConfirmImport, RosterChange, RosterChangeKind, RosterChanges, RosterFormat, RosterImport, RosterImportStatus,
        RosterProblem,
    },
    text::normalise_identifier,
};
use uuid::Uuid;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

const ENDS: &str = "ends";

#[derive(Properties, PartialEq)]
pub struct ReportProps {
    pub import: RosterImport,
    pub on_confirmed: Callback<RosterImport>,
    /// The roster has changed since: it is compared anew.
    pub on_stale: Callback<()>,
}

#[component]
pub fn Report(props: &ReportProps) -> Html {
    let i18n = use_i18n();
    let import = &props.import;
    let found = import.problems + import.warnings;
    let title = i18n.t(&format!("staff.import.{}_title", import.status.code()));
    html! {
        <section class="card stack" aria-labelledby="report-title">
            <h2 id="report-title">{ title.clone() }</h2>
            // Told when the check ends, and not as it counts: a screen reader would say a number each second.
            <span class="visually-hidden" role="status">{ title }</span>
            if import.status == RosterImportStatus::Checking { { progress(&i18n, import) } }
            if import.status == RosterImportStatus::Refused {
                <Notice kind={NoticeKind::Bad} live=true>
                    <p>{ i18n.with("staff.import.refused_text", &[("count", &import.problems.to_string())]) }</p>
                </Notice>
            }
            if let Some(changes) = import.changes {
                { changed(&i18n, &changes) }
                if import.status == RosterImportStatus::Ready { <Concerned id={import.id} {changes} /> }
            }
            if found > 0 { <Problems id={import.id} in_archive={import.format == RosterFormat::OneRoster} /> }
            if let Some(changes) = import.changes.filter(|_| import.status == RosterImportStatus::Ready) {
                <Confirm id={import.id} ends={changes.ends_bindings} on_confirmed={props.on_confirmed.clone()} on_stale={props.on_stale.clone()} />
            }
        </section>
    }
}

fn progress(i18n: &I18n, import: &RosterImport) -> Html {
    let total = import.rows_total.map(|total| total.to_string());
    let words = match &total {
        Some(total) => i18n.with("staff.import.rows", &[("done", &import.rows_done.to_string()), ("total", total)]),
        None => i18n.t("state.loading"),
    };
    html! {
        <div class="stack stack--tight">
            <progress max={total.clone()} value={total.is_some().then(|| import.rows_done.to_string())} aria-label={i18n.t("staff.import.checking_title")} />
            <p class="num">{ words }</p>
        </div>
    }
}

/// How many children of each kind; what is none is left out.
fn changed(i18n: &I18n, changes: &RosterChanges) -> Html {
    let counts = [
        ("new", changes.new),
        ("transferred_in", changes.transferred_in),
        ("promoted", changes.promoted),
        ("moved", changes.moved),
        ("changed", changes.changed),
        ("unchanged", changes.unchanged),
        ("skipped", changes.skipped),
        ("graduating", changes.graduating),
        ("leaving", changes.leaving),
        ("new_classes", changes.new_classes),
        ("ends_bindings", changes.ends_bindings),
    ];
    let fact = |(key, count): (&str, u32)| Fact {
        label: i18n.t(&format!("staff.import.change.{key}")),
        value: html! { <strong class="num">{ count }</strong> },
    };
    facts(counts.into_iter().filter(|(_, count)| *count > 0).map(fact).collect())
}

#[derive(Properties, PartialEq)]
struct ConcernedProps {
    id: Uuid,
    changes: RosterChanges,
}

/// Who they are, one kind at a time; first those whom a family would miss.
#[component]
fn Concerned(props: &ConcernedProps) -> Html {
    let i18n = use_i18n();
    let changes = props.changes;
    let count = |kind: RosterChangeKind| match kind {
        RosterChangeKind::Leaving => changes.leaving,
        RosterChangeKind::Graduating => changes.graduating,
        RosterChangeKind::Moved => changes.moved,
        RosterChangeKind::Changed => changes.changed,
    };
    let kinds: Vec<_> = RosterChangeKind::ALL.into_iter().filter(|kind| count(*kind) > 0).collect();
    let (index, page) = (use_state_eq(|| 0_usize), use_state_eq(|| 1_u32));
    let kind = kinds.get(*index).copied();
    let (list, load) = use_loaded((props.id, kind, *page), |(id, kind, page)| async move {
        match kind {
            Some(kind) => api::roster::changes(id, kind, page).await,
            None => Ok(Page { items: Vec::new(), page, page_size: 1, total: 0 }),
        }
    });
    if kind.is_none() {
        return Html::default();
    }
    let words = |kind: RosterChangeKind| i18n.t(&format!("staff.import.change.{}", kind.code()));
    let onchange = {
        let (index, page) = (index.clone(), page.clone());
        Callback::from(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            page.set(1);
            index.set(usize::try_from(select.selected_index()).unwrap_or_default());
        })
    };
    let option = |one: &RosterChangeKind| html! { <option selected={kind == Some(*one)}>{ words(*one) }</option> };
    let columns = ["review.class", "review.column.student_number", "review.column.student"].map(|key| i18n.t(key));
    let [class, number, student] = columns.clone();
    let row = |one: &RosterChange| {
        html! {
            <tr key={one.student_number.clone()}>
                <td data-label={class.clone()}>{ &one.class_name }</td>
                <td class="num" data-label={number.clone()}>{ &one.student_number }</td>
                <th scope="row" data-label={student.clone()}>{ &one.student_name }</th>
            </tr>
        }
    };
    let content = match &list {
        // Those of the kind chosen before stay until the answer is there.
        Loaded::Present(list) if list.items.iter().all(|one| Some(one.kind) == kind) => html! {
            <>
                <div class="grid-wrap" role="region" aria-labelledby="concerned-caption" tabindex="0">
                    <table class="grid grid--plain grid--text">
                        <caption id="concerned-caption" class="visually-hidden">{ i18n.t("staff.import.concerned") }</caption>
                        <thead><tr>{ for columns.into_iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                        <tbody>{ for list.items.iter().map(row) }</tbody>
                    </table>
                </div>
                { paging(&i18n, list, &page) }
            </>
        },
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    html! {
        <>
            <label class="review__pick">
                <span class="label">{ i18n.t("staff.import.concerned") }</span>
                <select class="input input--short" {onchange}>{ for kinds.iter().map(option) }</select>
            </label>
            { content }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ProblemsProps {
    id: Uuid,
    /// Whether there are several files.
    in_archive: bool,
}

/// Each wrong row by file, row and column.
#[component]
fn Problems(props: &ProblemsProps) -> Html {
    let i18n = use_i18n();
    let page = use_state_eq(|| 1_u32);
    let (list, load) = use_loaded((props.id, *page), |(id, page)| api::roster::problems(id, page));
    let list = match list {
        Loaded::Present(list) => list,
        Loaded::Failed(error) => return html! { <Failed {error} retry={load} /> },
        _ => return html! { <Skeleton /> },
    };
    let [row, column, problem, file] =
        ["row", "column", "problem", "file"].map(|column| i18n.t(&format!("staff.import.{column}")));
    let mut columns = vec![row.clone(), column.clone(), problem.clone()];
    columns.extend(props.in_archive.then(|| file.clone()));
    let line = |(index, one): (usize, &RosterProblem)| {
        let (kind, key) = match one.is_warning {
            true => (TagKind::Info, "staff.import.left_out"),
            false => (TagKind::No, "staff.import.wrong"),
        };
        html! {
            <tr key={index}>
                <th scope="row" class="num" data-label={row.clone()}>
                    { one.row.map_or_else(|| i18n.t("staff.import.whole_file").to_string(), |row| row.to_string()) }
                </th>
                <td data-label={column.clone()} data-empty={one.column.is_none().then_some("")}>{ one.column.clone().unwrap_or_default() }</td>
                <td data-label={problem.clone()}>
                    <span>{ tag(kind, i18n.t(key)) }{ " " }{ i18n.t(&format!("staff.import.problem.{}", one.code.code())) }</span>
                </td>
                if props.in_archive { <td data-label={file.clone()}>{ &one.file }</td> }
            </tr>
        }
    };
    html! {
        <>
            <div class="grid-wrap" role="region" aria-labelledby="problems-caption" tabindex="0">
                <table class="grid grid--plain grid--text">
                    <caption id="problems-caption" class="visually-hidden">{ i18n.t("staff.import.problems") }</caption>
                    <thead><tr>{ for columns.into_iter().map(|column| html! { <th scope="col">{ column }</th> }) }</tr></thead>
                    <tbody>{ for list.items.iter().enumerate().map(line) }</tbody>
                </table>
            </div>
            { paging(&i18n, &list, &page) }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct ConfirmProps {
    id: Uuid,
    /// Bindings that end.
    ends: u32,
    on_confirmed: Callback<RosterImport>,
    on_stale: Callback<()>,
}

/// Where bindings end, their number is typed: so that nobody takes them from families by accident.
#[component]
fn Confirm(props: &ConfirmProps) -> Html {
    let i18n = use_i18n();
    let task = use_task();
    let errors = use_state(FormErrors::default);
    let typed = use_node_ref();
    let onsubmit = {
        let (i18n, task, errors, typed) = (i18n.clone(), task.clone(), errors.clone(), typed.clone());
        let (id, ends, on_confirmed, on_stale) =
            (props.id, props.ends, props.on_confirmed.clone(), props.on_stale.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut wrong = FormErrors::default();
            if ends > 0 && normalise_identifier(&value_of(&typed)).parse() != Ok(ends) {
                let count = ends.to_string();
                wrong.add(
                    ENDS,
                    i18n.t("staff.import.ends"),
                    i18n.with("staff.import.ends_wrong", &[("count", &count)]),
                );
            }
            let good = wrong.is_empty();
            errors.set(wrong);
            if !good {
                return;
            }
            let (i18n, errors) = (i18n.clone(), errors.clone());
            let (on_confirmed, on_stale) = (on_confirmed.clone(), on_stale.clone());
            task.run(async move {
                match api::roster::confirm(id, &ConfirmImport { ends_bindings: ends }).await {
                    Ok(import) => on_confirmed.emit(import),
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => {
                        errors.set(FormErrors::general(error.message(&i18n)));
                        if error.code() == Some(ProblemCode::Stale) {
                            on_stale.emit(());
                        }
                    }
                }
            });
        })
    };
    let look = if props.ends > 0 { Look::Danger } else { Look::Primary };
    html! {
        <form class="form" {onsubmit} novalidate=true>
            <ErrorSummary errors={(*errors).clone()} />
            if props.ends > 0 {
                <Notice kind={NoticeKind::Warn}>
                    <p>{ i18n.with("staff.import.ends_text", &[("count", &props.ends.to_string())]) }</p>
                </Notice>
                <TextField id={ENDS} label={i18n.t("staff.import.ends")} node={typed} inputmode="numeric" short=true error={errors.of(ENDS)} />
            }
            <div class="actions"><Button {look} busy={task.is_running()}>{ i18n.t("staff.import.confirm") }</Button></div>
        </form>
    }
}
