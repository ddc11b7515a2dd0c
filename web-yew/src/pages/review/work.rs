//! The work on one class: tabs, grid, selection, decisions.

use super::{
    data::{LoadedPage, first_rows, use_grid},
    decisions::{Decisions, use_decisions},
    evidence::Evidence,
    filters::Filters,
    grid::{PageRange, pager, use_views},
    papers::NotePapers,
    preferences::use_preferences,
    print::use_printing,
    query::View,
    results::{Deed, Outcome},
    selection::Selection,
    settings::settings,
    shortcuts::{self, use_shortcuts},
    table::{Pick, ReviewTable, pick_page, review_table, selectable},
    views::{empty, order, tabs},
};
use crate::pages::staff::sign_in_again::ask_to_sign_in_again;
use crate::{
    api::{self, ApiError},
    components::{
        button::{Button, Look},
        notice::{Failed, Notice, NoticeKind, Skeleton},
    },
    i18n::{I18n, use_i18n},
    route::staff::StaffRoute,
    session::{Loaded, use_session},
    task::use_task,
};
use shared_types::{
    limits,
    review::{DecisionOutcome, ReviewPage, ReviewQuery, ReviewRow, ReviewSort, ReviewState},
};
use std::rc::Rc;
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ClassWorkProps {
    pub class_id: Uuid,
    pub class_name: AttrValue,
    /// Whether the reader teaches the class; a registrar only looks.
    pub may_decide: bool,
    /// Whether an approval needs the tick that the signed paper came back.
    pub paper_required: bool,
    /// The counts of the class have changed.
    pub on_decided: Callback<()>,
}

/// Everything below the class's counts.
#[component]
pub fn ClassWork(props: &ClassWorkProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let query = use_location().and_then(|location| location.query::<ReviewQuery>().ok()).unwrap_or_default();
    let grid = use_grid(props.class_id, query.clone(), session.clone());
    let selection = use_state_eq(Selection::default);
    // As it is when an answer comes, and not when it was asked for.
    let selected = use_mut_ref(Selection::default);
    selected.replace((*selection).clone());
    let picking_failure = use_state_eq(|| None::<AttrValue>);
    let picking_task = use_task();
    let on_done = {
        let (selection, selected) = (selection.clone(), selected.clone());
        let (reload, on_decided) = (grid.reload.clone(), props.on_decided.clone());
        Callback::from(move |outcome: Outcome| {
            if outcome.deed != Deed::Undone {
                let mut next = selected.borrow().clone();
                next.release(|row| outcome.has_decided(row));
                selection.set(next);
            }
            reload.emit(());
            on_decided.emit(());
        })
    };
    let decisions = use_decisions(props.class_id, on_done);
    let views = use_views(StaffRoute::ReviewClass { class_id: props.class_id });

    {
        // Selection and results belong to the tab; what was loaded anew may have changed.
        let before = use_mut_ref(|| (query.state, None, Rc::new(Vec::<ReviewRow>::new())));
        let (selection, decisions) = (selection.clone(), decisions.clone());
        let loaded = grid.page.present().map(|loaded| loaded.query.clone());
        use_effect_with((query.state, loaded, grid.rows()), move |(state, loaded, rows)| {
            let (old_state, old_loaded, old_rows) = before.replace((*state, loaded.clone(), rows.clone()));
            let mut next = (*selection).clone();
            if old_state != *state {
                next = Selection::default();
                decisions.forget();
            }
            // What another page, order or filter doesn't show is there all the same.
            let is_same_view = old_loaded == *loaded;
            next.refresh(if is_same_view { &old_rows } else { &[] }, rows);
            selection.set(next);
        });
    }

    let change_selection = {
        let (selection, rows) = (selection.clone(), grid.rows());
        Callback::from(move |change: Change| {
            let mut next = (*selection).clone();
            match change {
                Change::Row(pick) => next.set(&rows, pick.index, pick.selected, pick.range),
                Change::Page(selected) => next.set_rows(&rows, selected),
                Change::Nothing => next = Selection::default(),
            }
            selection.set(next);
        })
    };
    let on_sort = {
        let (views, query) = (views.clone(), query.clone());
        Callback::from(move |sort: ReviewSort| views.show(&query.sorted_by(sort).encode()))
    };
    let on_filter = {
        let views = views.clone();
        Callback::from(move |query: ReviewQuery| views.show(&query.encode()))
    };
    let on_pick_all = {
        let (selection, failure) = (selection.clone(), picking_failure.clone());
        let (task, query, i18n, class_id) = (picking_task.clone(), query.clone(), i18n.clone(), props.class_id);
        let selected = selected.clone();
        Callback::from(move |()| {
            let (selection, failure) = (selection.clone(), failure.clone());
            let (query, i18n, selected) = (query.clone(), i18n.clone(), selected.clone());
            task.run(async move {
                match first_rows(class_id, &query).await {
                    Ok(rows) => {
                        let mut next = selected.borrow().clone();
                        next.set_rows(&rows, true);
                        selection.set(next);
                        failure.set(None);
                    }
                    Err(error) if error.is_not_signed_in() => ask_to_sign_in_again(),
                    Err(error) => failure.set(Some(error.message(&i18n))),
                }
            });
        })
    };
    let ask = |decision: DecisionOutcome| {
        let (decisions, selection) = (decisions.clone(), selection.clone());
        Callback::from(move |()| decisions.ask(decision, selection.by_seat()))
    };

    let on_noted = {
        let (failure, reload) = (picking_failure.clone(), grid.reload.clone());
        Callback::from(move |words| {
            failure.set(words);
            reload.emit(());
        })
    };
    let (preferences, choose) = use_preferences();
    let setting = use_state_eq(|| false);
    let set_open = |open: bool| {
        let setting = setting.clone();
        Callback::from(move |()| setting.set(open))
    };
    use_shortcuts(preferences.shortcuts, set_open(true));
    let printing = use_printing(props.class_id);
    let on_print = {
        let (printing, query, failure) = (printing.clone(), query.clone(), picking_failure.clone());
        let i18n = i18n.clone();
        Callback::from(move |()| {
            let (failure, i18n) = (failure.clone(), i18n.clone());
            failure.set(None);
            let on_failure = Callback::from(move |error: ApiError| match error.is_not_signed_in() {
                true => ask_to_sign_in_again(),
                false => failure.set(Some(error.message(&i18n))),
            });
            printing.print(query.clone(), on_failure);
        })
    };
    let opened = use_state_eq(|| None::<ReviewRow>);
    let on_open = {
        let opened = opened.clone();
        Callback::from(move |row| opened.set(Some(row)))
    };
    let LoadedPage { query: shown, page, rows } = match &grid.page {
        Loaded::Present(loaded) => loaded,
        Loaded::Failed(error) => return html! { <Failed error={error.clone()} retry={grid.reload} /> },
        _ => return html! { <Skeleton /> },
    };
    let pending = query.state == ReviewState::Pending;
    let decidable = pending && props.may_decide;
    // A registrar ticks papers.
    let selectable_here = decidable || pending && props.paper_required;
    let on_page: Vec<Uuid> = rows.iter().map(|row| row.id).filter(|id| selection.contains(*id)).collect();
    let caption = i18n.with(
        if pending { "review.caption_pending" } else { "review.caption_decided" },
        &[("class", &props.class_name)],
    );
    let filters = Filters { i18n: &i18n, query: &query, on_filter: &on_filter };
    let table = ReviewTable {
        i18n: &i18n,
        caption,
        rows: printing.rows().unwrap_or(rows),
        preferences: &preferences,
        filters,
        selected: selectable_here.then_some(&on_page),
        loading: grid.loading,
        decisions: &decisions,
        on_pick: change_selection.reform(Change::Row),
        on_pick_page: change_selection.reform(Change::Page),
        on_sort,
        on_open,
    };
    // Once the page is selected, and more than it matches.
    let pick_all = {
        let (most, total) = (u64::from(limits::PAGE_SIZE_MAX), page.total);
        let is_more = on_page.len() == selectable(rows)
            && page.total > rows.len() as u64
            && (selection.len() as u64) < total.min(most);
        let key = if total > most { "review.pick_first" } else { "review.pick_all" };
        is_more.then(|| i18n.with(key, &[("total", &total.to_string()), ("most", &most.to_string())]))
    };
    let range = PageRange { page: page.page, page_size: page.page_size, total: page.total };
    html! {
        <>
            { decisions.results() }
            if let Some(words) = &*picking_failure {
                <Notice kind={NoticeKind::Bad} live={true}>{ words }</Notice>
            }
            <div class="review__tools">
                { tabs(&i18n, &views, &query, page) }
                { filters.summary(&views, page.total) }
                { settings(&i18n, &preferences, &choose, *setting, set_open) }
                <div class="narrow-only row">
                    { order(&i18n, &views, &query) }
                    if selectable_here && !rows.is_empty() {
                        { pick_page(&i18n, rows, on_page.len(), true, &change_selection.reform(Change::Page)) }
                    }
                </div>
            </div>
            { filters.fold_out() }
            if shown.state != query.state {
                <Skeleton />
            } else {
                // What was filtered away is brought back where it was done.
                if !rows.is_empty() || query.is_filtered() { { review_table(&table) } }
                if rows.is_empty() { { empty(&views, filters, page) } }
            }
            if shown.state == query.state && !rows.is_empty() {
                if printing.rows().is_none() {
                    { pager(&i18n, range, &views, |page| query.on_page(page).encode()) }
                }
                <p class="actions">
                    <Button look={Look::Quiet} small=true busy={printing.is_loading()} onclick={on_print}>
                        { i18n.with("review.print", &[("total", &page.total.to_string())]) }
                    </Button>
                    <a class="btn btn--quiet btn--small" download="" href={api::review::export_address(props.class_id, &query.encode())}>
                        { i18n.t("review.export") }
                    </a>
                </p>
            }
            <p class="visually-hidden" role="status">{ selected_words(&i18n, &selection, on_page.len(), page) }</p>
            if !selection.is_empty() {
                <div class="selection-bar" role="group" aria-label={i18n.t("review.selection")}>
                    <strong class="num">{ selected_words(&i18n, &selection, on_page.len(), page) }</strong>
                    <Button look={Look::Link} onclick={change_selection.reform(|()| Change::Nothing)}>{ i18n.t("review.release_all") }</Button>
                    if let Some(words) = pick_all {
                        <Button look={Look::Link} busy={picking_task.is_running()} onclick={on_pick_all}>{ words }</Button>
                    }
                    <div class="selection-bar__actions">
                        if props.paper_required { <NotePapers ids={selection.rows().iter().map(|row| row.id).collect::<Vec<_>>()} on_noted={on_noted} /> }
                        if decidable {
                            <Button id={shortcuts::RETURN} look={Look::Quiet} onclick={ask(DecisionOutcome::Return)}>{ i18n.t("review.return") }</Button>
                            <Button id={shortcuts::APPROVE} look={Look::Good} onclick={ask(DecisionOutcome::Approve)}>
                                { i18n.with("review.approve_count", &[("count", &selection.len().to_string())]) }
                            </Button>
                        }
                    </div>
                </div>
            }
            { evidence(&opened, decidable, &decisions) }
            { decisions.dialog() }
        </>
    }
}

/// The evidence of the row that was opened. Deciding on it closes the panel: the row has the focus then, and has it back
/// after the dialog that asks.
pub fn evidence(opened: &UseStateHandle<Option<ReviewRow>>, decidable: bool, decisions: &Decisions) -> Html {
    let Some(row) = (**opened).clone() else { return Html::default() };
    let close = {
        let opened = opened.clone();
        Callback::from(move |()| opened.set(None))
    };
    let on_decide = (decidable && !row.is_own).then(|| {
        let (close, decisions, row) = (close.clone(), decisions.clone(), row.clone());
        Callback::from(move |outcome| {
            close.emit(());
            decisions.ask(outcome, vec![row.clone()]);
        })
    });
    html! { <Evidence {row} {on_decide} on_close={close} /> }
}

/// What a click does to the selection.
enum Change {
    Row(Pick),
    Page(bool),
    Nothing,
}

/// 「已選取 12 筆，共 62 筆待審核」, and how many of them lie on other pages.
fn selected_words(i18n: &I18n, selection: &Selection, on_page: usize, page: &ReviewPage) -> AttrValue {
    if selection.is_empty() {
        return AttrValue::default();
    }
    let (count, others) = (selection.len().to_string(), (selection.len() - on_page).to_string());
    let values = [("count", count.as_str()), ("others", others.as_str()), ("total", &page.pending.to_string())];
    i18n.with(if selection.len() == on_page { "review.selected" } else { "review.selected_others" }, &values)
}
