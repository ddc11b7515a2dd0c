//! A native modal dialog: the browser keeps the focus inside and brings it back afterwards.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DialogProps {
    /// Names the dialog; also the stem of its title's id.
    pub id: AttrValue,
    pub title: AttrValue,
    /// Escape, or the button that takes nothing.
    pub on_close: Callback<()>,
    pub children: Html,
    /// The buttons.
    pub actions: Html,
}

/// Open as long as it is rendered.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // Fails only for a dialog that is open or not on the page.
                let _ = dialog.show_modal();
            }
            // Removing an open dialog would leave the focus nowhere; closing it brings it back.
            move || dialog.iter().for_each(HtmlDialogElement::close)
        });
    }
    let oncancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: Event| {
            // The page decides: it may want to keep what was typed.
            event.prevent_default();
            on_close.emit(());
        })
    };
    let title_id = format!("{}-title", props.id);
    html! {
        <dialog ref={node} id={props.id.clone()} class="dialog" aria-labelledby={title_id.clone()} {oncancel}>
            <div class="dialog__body">
                <h2 id={title_id} tabindex="-1" autofocus=true>{ props.title.clone() }</h2>
                { props.children.clone() }
                <div class="dialog__actions">{ props.actions.clone() }</div>
            </div>
        </dialog>
    }
}
