//! The evidence beside a row: everything that the application can be held against, and the way to the full numbers.

use super::{
    doubts::marks,
    facts::{Fact, facts},
    table::{bound_as, email, registry, relationship, row_label},
    unmask::Unmasking,
};
use crate::{
    api,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        notice::{Failed, Notice, NoticeKind, Skeleton},
        return_reason::reason_lines,
        tag::{TagKind, status_tag, tag},
    },
    i18n::{I18n, use_i18n},
    session::{Loaded, use_session},
    task,
};
use shared_types::{
    evidence::{ApplicationEvidence, EarlierDecision, OtherPerson, SignatureEvidence},
    name_comparison::{NameComparison, NamePart, NamePartKind},
    review::{DecisionOutcome, ReviewRow},
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct EvidenceProps {
    pub row: ReviewRow,
    /// What the reader may do with it; none where nothing is to be decided.
    pub on_decide: Option<Callback<DecisionOutcome>>,
    pub on_close: Callback<()>,
}

/// 佐證資料 of one application.
#[component]
pub fn Evidence(props: &EvidenceProps) -> Html {
    let i18n = use_i18n();
    let session = use_session();
    let evidence = use_state(|| Loaded::<ApplicationEvidence>::Loading);
    let load = {
        let evidence = evidence.clone();
        use_callback(props.row.id, move |(), id| {
            let (evidence, session, id) = (evidence.clone(), session.clone(), *id);
            task::spawn(async move {
                match api::review::evidence(id).await {
                    Err(error) if error.is_not_signed_in() => session.interrupt(),
                    answer => evidence.set(Loaded::from_answer(answer)),
                }
            });
        })
    };
    // What lies beside the own application is for others to read.
    let is_own = props.row.is_own;
    use_effect_with(load.clone(), move |load| {
        if !is_own {
            load.emit(());
        }
    });
    let content = match &*evidence {
        _ if is_own => html! { <Notice kind={NoticeKind::Warn}>{ i18n.t("review.own_hint") }</Notice> },
        Loaded::Present(evidence) => content(&i18n, evidence),
        Loaded::Failed(error) => html! { <Failed error={error.clone()} retry={load} /> },
        _ => html! { <Skeleton /> },
    };
    let decide = |decide: &Callback<DecisionOutcome>, outcome: DecisionOutcome| decide.reform(move |()| outcome);
    let actions = html! {
        <>
            <Button look={Look::Quiet} onclick={props.on_close.clone()}>{ i18n.t("review.close") }</Button>
            if let Some(on_decide) = &props.on_decide {
                <Button look={Look::Quiet} onclick={decide(on_decide, DecisionOutcome::Return)}>{ i18n.t("review.return") }</Button>
                <Button look={Look::Good} onclick={decide(on_decide, DecisionOutcome::Approve)}>{ i18n.t("review.approve") }</Button>
            }
        </>
    };
    html! {
        <Dialog id="evidence" title={row_label(&i18n, &props.row)} on_close={props.on_close.clone()} {actions}>
            { content }
        </Dialog>
    }
}

fn content(i18n: &I18n, evidence: &ApplicationEvidence) -> Html {
    let row = &evidence.row;
    let fact = |key: &str, value: Html| Fact { label: i18n.t(key), value };
    let came_by = evidence.signature.as_ref().and_then(|signature| signature.came_by);
    html! {
        <>
            { facts(vec![
                fact("review.column.status", html! { <>{ status_tag(i18n, row.status) }{ marks(i18n, row) }{ returned(i18n, row) }</> }),
                fact("review.column.relationship", relationship(i18n, row).into()),
                fact("review.column.national_id", html! { <span class="num">{ &row.national_id_masked }</span> }),
                fact("review.evidence.mobile", html! { <span class="num">{ &row.mobile_masked }</span> }),
                fact("review.column.email", email(i18n, row)),
                fact("review.evidence.reference", html! { <span class="num">{ &evidence.reference }</span> }),
                fact("review.column.submitted_at", i18n.date_time(row.submitted_at).into()),
                fact("review.evidence.came_by", match came_by {
                    Some(way) => i18n.t(&format!("review.evidence.came_by.{}", way.code())).into(),
                    None => "--".into(),
                }),
            ]) }
            <Unmasking application={row.id} />
            { shared(i18n, evidence) }
            if !evidence.names.is_empty() {
                { section(i18n, "names", html! { <>{ for evidence.names.iter().map(|one| names(i18n, one)) }</> }) }
            }
            { section(i18n, "registry", match &row.registry {
                Some(check) => html! {
                    <p class="registry">{ registry(i18n, row) }<span class="soft num">{ i18n.date_time(check.answered_at) }</span></p>
                },
                None => html! { <p class="soft">{ i18n.t("review.evidence.not_asked") }</p> },
            }) }
            { section(i18n, "consent", html! {
                <p>
                    { i18n.with("review.evidence.consent_version", &[
                        ("title", &evidence.consent_title),
                        ("version", &evidence.consent_version.to_string()),
                        ("time", &i18n.date_time(evidence.consented_at)),
                    ]) }
                </p>
            }) }
            { section(i18n, "signature", signature(i18n, evidence.signature.as_ref())) }
            { section(i18n, "others", list(i18n, "review.evidence.no_others", &evidence.others, other)) }
            { section(i18n, "decisions", list(i18n, "review.evidence.no_decisions", &evidence.decisions, decision)) }
        </>
    }
}

fn section(i18n: &I18n, key: &str, content: Html) -> Html {
    let id = format!("evidence-{key}");
    html! {
        <section class="stack stack--tight" aria-labelledby={id.clone()}>
            <h3 {id}>{ i18n.t(&format!("review.evidence.{key}")) }</h3>
            { content }
        </section>
    }
}

fn list<T>(i18n: &I18n, none: &str, all: &[T], words: fn(&I18n, &T) -> Html) -> Html {
    if all.is_empty() {
        return html! { <p class="soft">{ i18n.t(none) }</p> };
    }
    html! { <ul class="evidence__list">{ for all.iter().map(|one| html! { <li>{ words(i18n, one) }</li> }) }</ul> }
}

fn returned(i18n: &I18n, row: &ReviewRow) -> Html {
    let lines = row.return_reason.iter().flat_map(|reason| reason_lines(i18n, reason));
    html! { <>{ for lines.map(|line| html! { <span class="grid__reason">{ line }</span> }) }</> }
}

/// A hint only: parents share a mailbox.
fn shared(i18n: &I18n, evidence: &ApplicationEvidence) -> Html {
    let line = |key: &str, count: u64| {
        (count > 0).then(|| html! { <p>{ i18n.with(key, &[("count", &count.to_string())]) }</p> })
    };
    let lines = [
        line("review.evidence.shared_email", evidence.email_shared_with),
        line("review.evidence.shared_address", evidence.address_shared_with),
    ];
    match lines.iter().any(Option::is_some) {
        true => html! { <Notice>{ for lines.into_iter().flatten() }</Notice> },
        false => Html::default(),
    }
}

/// Both names one under the other; what differs is marked, and said.
fn names(i18n: &I18n, comparison: &NameComparison) -> Html {
    let name = |of: fn(&NamePart) -> &String| {
        let part = |part: &NamePart| match part.kind {
            NamePartKind::Same => html! { { of(part) } },
            _ => html! { <mark>{ of(part) }</mark> },
        };
        html! { <span class="names__name">{ for comparison.parts.iter().map(part) }</span> }
    };
    let different = |part: &&NamePart| part.kind != NamePartKind::Same;
    let said = |part: &NamePart| {
        let key = format!("review.evidence.name.{}", part.kind.code());
        html! { <li>{ i18n.with(&key, &[("applicant", &part.applicant), ("other", &part.other)]) }</li> }
    };
    html! {
        <div class="names">
            <span class="soft">{ i18n.t("review.column.applicant") }</span>{ name(|part| &part.applicant) }
            <span class="soft">{ i18n.t(&format!("review.evidence.name_of.{}", comparison.source.code())) }</span>{ name(|part| &part.other) }
            <ul>{ for comparison.parts.iter().filter(different).map(said) }</ul>
        </div>
    }
}

fn signature(i18n: &I18n, signature: Option<&SignatureEvidence>) -> Html {
    let Some(evidence) = signature else {
        return html! { <Notice kind={NoticeKind::Bad}>{ i18n.t("review.evidence.not_ours") }</Notice> };
    };
    let time = i18n.date_time(evidence.signed_at);
    let drawn = evidence.path.as_ref().zip(evidence.view_box.as_ref()).map(|(path, view_box)| {
        html! {
            <svg class="signature" viewBox={view_box.clone()} role="img" aria-label={i18n.t("review.evidence.drawn")}>
                <path d={path.clone()} />
            </svg>
        }
    });
    let typed = evidence.typed_name.as_ref().map(|name| match name.is_empty() {
        true => i18n.t("review.evidence.erased"),
        false => i18n.with("review.evidence.typed", &[("name", name)]),
    });
    html! {
        <>
            { drawn.unwrap_or_default() }
            { typed.map(|words| html! { <p>{ words }</p> }).unwrap_or_default() }
            <p class="soft num">{ i18n.with("review.evidence.signed_at", &[("time", &time)]) }</p>
        </>
    }
}

fn other(i18n: &I18n, one: &OtherPerson) -> Html {
    let standing = match one.status {
        Some(status) => status_tag(i18n, status),
        None => tag(TagKind::Ok, i18n.t("review.evidence.bound")),
    };
    html! {
        <>
            <span>{ &one.name_masked }{ " " }{ bound_as(i18n, one.relationship, one.ends_at) }{ " " }{ standing }</span>
            <span class="soft num">{ i18n.date_time(one.since) }</span>
        </>
    }
}

fn decision(i18n: &I18n, one: &EarlierDecision) -> Html {
    let (kind, key) = match one.outcome {
        DecisionOutcome::Approve => (TagKind::Ok, "status.approved"),
        DecisionOutcome::Return => (TagKind::No, "status.returned"),
    };
    let by = match &one.decided_by {
        Some(name) => AttrValue::from(name.clone()),
        None => i18n.t("review.evidence.by_registry"),
    };
    html! {
        <>
            <span>
                { tag(kind, i18n.t(key)) }{ " " }{ by }
                if let Some(undone_at) = one.undone_at {
                    <span class="grid__reason">{ i18n.with("review.evidence.undone", &[("time", &i18n.date_time(undone_at))]) }</span>
                }
                if let Some(reason) = &one.reason {
                    { for reason_lines(i18n, reason).into_iter().map(|line| html! { <span class="grid__reason">{ line }</span> }) }
                }
            </span>
            <span class="soft num">{ i18n.date_time(one.decided_at) }</span>
        </>
    }
}
