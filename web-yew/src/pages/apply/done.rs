//! 完成申請: the reference number, what happens next, and where each child's application stands.

use crate::{
    browser,
    components::{
        button::{Button, Look},
        page::Page,
        tag::StatusTag,
        timeline::{Stage, Timeline, TimelineStep},
    },
    draft::use_draft,
    i18n::use_i18n,
    route::{Route, use_go},
};
use shared_types::application::BindingApplication;
use yew::prelude::*;
use yew_router::prelude::*;

/// What was sent.
#[component]
pub fn DonePage() -> Html {
    let i18n = use_i18n();
    let draft = use_draft();
    let go = use_go();
    use_effect_with(draft.sent.is_empty(), move |nothing_sent| {
        if *nothing_sent {
            go.instead(Route::Progress);
        }
    });
    let Some(first) = draft.sent.first() else { return Html::default() };
    let step = |stage: Stage, key: &str, detail: AttrValue| TimelineStep {
        stage,
        title: i18n.t(&format!("done.{key}")),
        detail: Some(detail),
    };
    let steps = vec![
        step(Stage::Done, "sent", i18n.date_time(first.submitted_at)),
        step(Stage::Now, "review", i18n.t("done.review_detail")),
        step(Stage::Ahead, "account", i18n.with("done.account_detail", &[("address", &first.applicant.email)])),
        step(Stage::Ahead, "sign_in", i18n.t("done.sign_in_detail")),
    ];
    let child = |application: &BindingApplication| {
        html! {
            <li key={application.id.to_string()} class="card card--tight application__head">
                <div>
                    <strong>{ &application.student.name_masked }</strong>
                    <p class="soft">{ i18n.with("student.place", &[
                        ("school", &application.student.school_name), ("class", &application.student.class_name),
                    ]) }</p>
                </div>
                <StatusTag status={application.status} />
            </li>
        }
    };
    let print = Callback::from(|()| {
        // Refused only by browsers without a printer; the page itself can be kept.
        let _ = browser::window().print();
    });
    html! {
        <Page title={i18n.t("done.title")} step={Some(5)}>
            <section class="card stack stack--tight" aria-labelledby="done-reference">
                <h2 id="done-reference">{ i18n.t("done.reference") }</h2>
                <p class="reference">{ &first.reference }</p>
                <p class="soft">{ i18n.t("done.reference_hint") }</p>
            </section>
            <section class="stack" aria-labelledby="done-progress">
                <h2 id="done-progress">{ i18n.t("done.progress") }</h2>
                <ul class="children">{ for draft.sent.iter().map(child) }</ul>
            </section>
            <section class="card stack" aria-labelledby="done-next">
                <h2 id="done-next">{ i18n.t("done.next") }</h2>
                <Timeline {steps} />
            </section>
            <div class="actions">
                <Link<Route> to={Route::Progress} classes="btn">{ i18n.t("home.progress") }</Link<Route>>
                <Link<Route> to={Route::ApplyStudents} classes="btn btn--quiet">{ i18n.t("students.add") }</Link<Route>>
                <Button look={Look::Quiet} onclick={print}>{ i18n.t("done.print") }</Button>
            </div>
        </Page>
    }
}
