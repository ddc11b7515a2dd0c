//! Buttons that don't send twice and are never disabled for a form that isn't ready.

use yew::prelude::*;

/// How much weight a button has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    #[default]
    Primary,
    Quiet,
    Danger,
    Good,
    /// Like a link.
    Link,
}

#[derive(Properties, PartialEq)]
pub struct ButtonProps {
    /// Without it the button submits its form.
    #[prop_or_default]
    pub onclick: Option<Callback<()>>,
    /// Under way: announced, and clicks do nothing.
    #[prop_or_default]
    pub busy: bool,
    #[prop_or_default]
    pub look: Look,
    #[prop_or_default]
    pub small: bool,
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// A longer name for screen readers, where the words alone are ambiguous in a list.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    #[prop_or_default]
    pub describedby: Option<AttrValue>,
    #[prop_or_default]
    pub node: NodeRef,
    pub children: Html,
}

/// A button.
#[component]
pub fn Button(props: &ButtonProps) -> Html {
    let onclick = {
        let (action, busy) = (props.onclick.clone(), props.busy);
        Callback::from(move |event: MouseEvent| {
            if busy {
                event.prevent_default();
            } else if let Some(action) = &action {
                action.emit(());
            }
        })
    };
    let look = match props.look {
        Look::Primary => None,
        Look::Quiet => Some("btn--quiet"),
        Look::Danger => Some("btn--danger"),
        Look::Good => Some("btn--good"),
        Look::Link => Some("btn--link"),
    };
    let class = classes!("btn", look, props.small.then_some("btn--small"), props.busy.then_some("btn--busy"));
    html! {
        <button ref={props.node.clone()} id={props.id.clone()} {class} {onclick}
            type={if props.onclick.is_some() { "button" } else { "submit" }}
            aria-label={props.label.clone()} aria-describedby={props.describedby.clone()}
            aria-disabled={props.busy.then_some("true")} aria-busy={props.busy.then_some("true")}>
            { props.children.clone() }
        </button>
    }
}
