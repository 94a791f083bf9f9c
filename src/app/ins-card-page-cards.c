/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/ins-card-page-private.h"

/* "comedi:/dev/comedi0" of "comedi:/dev/comedi0?channel=1", "sim" of "sim:coin". */
char *
ins_card_page_get_device (const char *address)
{
  return g_str_has_prefix (address, "sim") ? g_strdup ("sim")
                                           : g_strndup (address, strcspn (address, "?"));
}

/* As the form says it. (transfer full) */
char *
ins_card_page_make_address (InsCardPage *self)
{
  if (ins_card_choice_is_simulated (&self->offer))
    return g_strdup (self->sim_address);

  return ins_card_wiring_to_uri (&self->wiring);
}

void
ins_card_page_show_all (InsCardPage *self, gboolean anew)
{
  g_autofree char *address = ins_card_page_make_address (self);

  ins_card_page_show (self, anew);
  ins_card_page_check (self);
  gtk_label_set_text (self->address_label, address);
}

static InsCardOffer *
find_offer (InsCardPage *self, const char *device)
{
  for (guint i = 0; i < self->offers->len; i++)
    if (strcmp (((const InsCardOffer *)self->offers->pdata[i])->address, device) == 0)
      return self->offers->pdata[i];

  return NULL;
}

/* The simulated one is always there, and the one in use too. */
void
ins_card_page_take_offers (InsCardPage *self)
{
  InsEngine *engine = ins_session_get_engine (self->session);
  g_autoptr (GPtrArray) found = engine != NULL ? ins_engine_dup_offers (engine) : NULL;
  const char *address = ins_session_get_card (self->session);
  g_autofree char *device = address != NULL ? ins_card_page_get_device (address) : NULL;
  const InsLinkState link = ins_session_get_snapshot (self->session)->digitizer_link;
  InsCardOffer simulated;
  InsCardOffer *own;

  g_ptr_array_set_size (self->offers, 0);
  for (guint i = 0; found != NULL && i < found->len; i++)
    g_ptr_array_add (self->offers, g_memdup2 (found->pdata[i], sizeof (InsCardOffer)));
  ins_card_choice_init_simulated (&simulated);
  g_ptr_array_add (self->offers, g_memdup2 (&simulated, sizeof simulated));
  own = device != NULL ? find_offer (self, device) : NULL;
  /* that it is recording is our doing */
  if (own != NULL && (link == INS_LINK_OPENING || link == INS_LINK_READY))
    own->problem[0] = '\0';
  if (device != NULL && own == NULL)
    {
      InsCardOffer *missing = g_new0 (InsCardOffer, 1);

      g_strlcpy (missing->address, device, sizeof missing->address);
      g_strlcpy (missing->name, device + strcspn (device, "/"), sizeof missing->name);
      missing->analogue_output = INS_CARD_NONE;
      if (found != NULL)
        g_strlcpy (missing->problem,
                   _ ("This card was not found. Plug it in or switch it on, then look again."),
                   sizeof missing->problem);
      g_ptr_array_insert (self->offers, 0, missing);
    }
}

/* Until cards were looked for, nothing is known of one. */
void
ins_card_page_choose_offer (InsCardPage *self, const char *device)
{
  const InsCardOffer *offer = find_offer (self, device);

  if (offer != NULL)
    self->offer = *offer;
  self->is_known = offer != NULL && (offer->n_channels > 0 || ins_card_choice_is_simulated (offer));
}

void
ins_card_page_load (InsCardPage *self, const char *address, gboolean fit)
{
  g_autofree char *device = ins_card_page_get_device (address);
  g_autoptr (InsUri) uri = ins_uri_parse (address, NULL);
  InsCardWiring wiring;

  ins_card_page_choose_offer (self, device);
  if (ins_card_choice_is_simulated (&self->offer))
    {
      g_free (self->sim_address);
      self->sim_address = g_strdup (address);
    }
  else
    {
      const char *path = strchr (device, ':');

      if (uri == NULL || !ins_card_wiring_parse (&wiring, uri, NULL))
        ins_card_wiring_init (&wiring, path != NULL ? path + 1 : device);
      ins_card_wiring_clear (&self->wiring);
      self->wiring = wiring;
      if (fit && self->is_known)
        {
          ins_card_choice_pick_source (&self->offer, &self->wiring);
          ins_card_choice_fit (&self->offer, &self->wiring);
        }
    }
  self->n_kept = 0;
  ins_card_page_show_all (self, TRUE);
  ins_group_set_open (self->outputs_group, self->wiring.n_outputs > 0);
  ins_group_set_open (self->encoder_group, self->wiring.encoder_subdevice >= 0);
}

void
ins_card_page_load_session (InsCardPage *self)
{
  const char *address = ins_session_get_card (self->session);

  g_free (self->address);
  self->address = g_strdup (address);
  ins_card_page_load (self, address != NULL ? address : "sim", FALSE);
}
