/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-stage-finder.h"
#include "devices/stage/ins-stage-probe.h"
#include "devices/transport/ins-serial-ports.h"

#define UNUSED_BAUD 115200u /* the address has one, or needs none */
#define ANSWER_S 0.3
#define GREETING_S 2.5
#define SLICE_S 0.05
#define QUIET_S 0.1 /* an answer is over */
#define GREETING_QUIET_S 0.5
#define MOST_WAITS 2.0 /* for who does not end */
#define MOST_BYTES 2000u
#define MOST_SHOWN 40

typedef struct
{
  InsTransport *transport;
  GCancellable *cancellable;
  GString *heard;       /* since the last question */
  gboolean has_answer;  /* something came at all, at any speed */
  GString *first_words; /* of it */
} Conversation;

static gboolean
hear (Conversation *self, gssize *n_bytes, GError **error)
{
  guint8 bytes[256];

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  *n_bytes = ins_transport_read (self->transport, bytes, sizeof bytes, SLICE_S, error);
  for (gssize i = 0; i < *n_bytes; i++)
    if (bytes[i] != '\0' && self->heard->len < MOST_BYTES)
      g_string_append_c (self->heard, (char)bytes[i]);

  return *n_bytes >= 0;
}

/* Until it has been quiet for @quiet_s behind an answer, or for @timeout_s where none comes. */
static gboolean
listen_for (Conversation *self, double timeout_s, double quiet_s, GError **error)
{
  double begin_s = ins_clock_now_s (), until_s = begin_s + timeout_s;

  g_string_truncate (self->heard, 0);
  while (ins_clock_now_s () < until_s)
    {
      gssize n_bytes;

      if (!hear (self, &n_bytes, error))
        return FALSE;
      if (n_bytes > 0)
        until_s = MIN (ins_clock_now_s () + quiet_s, begin_s + MOST_WAITS * timeout_s);
    }
  if (self->heard->len > 0 && !self->has_answer)
    g_string_append (self->first_words, self->heard->str);
  self->has_answer |= self->heard->len > 0;

  return TRUE;
}

static gboolean
ask (Conversation *self, const char *question, GError **error)
{
  return ins_transport_write (self->transport, (const guint8 *)question, strlen (question),
                              error) &&
         listen_for (self, ANSWER_S, QUIET_S, error);
}

/* FALSE with @error, or without: it is another one. */
static gboolean
try_probe (Conversation *self, const InsStageProbe *probe, char *name, gsize n_name, GError **error)
{
  gboolean fits;

  name[0] = '\0';
  if (!ask (self, probe->bytes, error))
    return FALSE;
  fits = ins_stage_probe_read_answer (probe, self->heard->str, name, n_name);
  /* what it did not understand must not spoil the next question */
  if (!fits && strpbrk (probe->bytes, "\r\n") == NULL)
    return ask (self, ins_stage_probe_end_of_line, error) && FALSE;
  if (!fits || probe->confirmation == NULL)
    return fits;
  if (!ask (self, probe->confirmation, error))
    return FALSE;

  return ins_stage_probe_read_answer (probe, self->heard->str, name, n_name) ||
         !probe->has_to_confirm;
}

/* Boards that restart when their port is opened. Where nothing at all was heard of a greeting at
 * one speed, there is none at another. */
static gboolean
hear_greeting (Conversation *self,
               const InsStageProbeRound *round,
               gboolean is_first,
               GError **error)
{
  if (!round->greets || !ins_transport_resets_on_open (self->transport) ||
      (!is_first && !self->has_answer))
    return TRUE;

  return listen_for (self, GREETING_S, GREETING_QUIET_S, error);
}

/* NULL with @error, or without: nobody that is known. */
static const InsStageFamily *
try_round (Conversation *self,
           const InsStageProbeRound *round,
           gboolean is_first,
           InsStageFound *found,
           GError **error)
{
  GError *problem = NULL;
  const char *greeted;

  if (!hear_greeting (self, round, is_first, error))
    return NULL;
  greeted = ins_stage_probe_read_greeting (self->heard->str);
  for (guint i = 0; round->probes[i] != NULL && problem == NULL; i++)
    {
      const InsStageFamily *family = ins_stage_family_find (round->probes[i]->protocol);

      if (family != NULL &&
          try_probe (self, round->probes[i], found->name, sizeof found->name, &problem))
        return family;
    }
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (greeted == NULL)
    return NULL;
  g_strlcpy (found->name, greeted, sizeof found->name);

  return ins_stage_family_find (greeted);
}

/* As far as it is readable. */
static char *
get_first_words (const Conversation *self)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < self->first_words->len && text->len < MOST_SHOWN; i++)
    {
      char byte = self->first_words->str[i];

      if (g_ascii_isprint (byte))
        g_string_append_c (text, byte);
      else if (text->len > 0 && text->str[text->len - 1] != ' ')
        g_string_append_c (text, ' ');
    }

  return g_strstrip (g_string_free (text, FALSE));
}

static void
set_not_found (const Conversation *self, const char *transport, GError **error)
{
  g_autofree char *known = g_strjoinv (", ", (char **)ins_stage_family_names ());
  g_autofree char *said = get_first_words (self);

  if (!self->has_answer)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_NOT_FOUND,
                 _ ("No stage answers at %s (tried: %s). Check that the controller is switched on "
                    "and the cable is in."),
                 transport, known);
  else
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
                 _ ("What answers at %s is no stage that this version knows (tried: %s). It began "
                    "with “%s”."),
                 transport, known, said);
}

/* FALSE with @error: it makes no sense to go on. @found->family says whether it was. */
static gboolean
try_speed (Conversation *self,
           const char *address,
           const InsStageProbeRound *round,
           gboolean is_first,
           InsStageFound *found,
           GError **error)
{
  GError *problem = NULL;

  self->transport = ins_transport_new_from_uri (address, UNUSED_BAUD, error);
  if (self->transport == NULL)
    return FALSE;
  if (ins_transport_open (self->transport, &problem))
    {
      g_string_truncate (self->heard, 0);
      found->family = try_round (self, round, is_first, found, &problem);
      ins_transport_close (self->transport);
    }
  g_clear_object (&self->transport);
  if (problem == NULL)
    return TRUE;
  if (!is_first && g_error_matches (problem, INS_DEVICE_ERROR, INS_DEVICE_ERROR_UNSUPPORTED))
    {
      g_error_free (problem); /* not every adapter has every speed */
      return TRUE;
    }
  g_propagate_error (error, problem);

  return FALSE;
}

gboolean
ins_stage_find (const char *transport,
                GCancellable *cancellable,
                InsStageFound *found,
                GError **error)
{
  Conversation conversation = { .cancellable = cancellable };
  gboolean has_speeds = g_str_has_prefix (transport, "serial:") && strchr (transport, '@') == NULL;
  gboolean goes_on = TRUE;

  *found = (InsStageFound){ 0 };
  conversation.heard = g_string_new (NULL);
  conversation.first_words = g_string_new (NULL);
  if (!has_speeds)
    goes_on = try_speed (&conversation, transport, &ins_stage_probe_all, TRUE, found, error);
  for (guint i = 0; has_speeds && goes_on && found->family == NULL && i < ins_stage_probe_n_rounds;
       i++)
    {
      const InsStageProbeRound *round = &ins_stage_probe_rounds[i];
      g_autofree char *address = g_strdup_printf ("%s@%u", transport, round->baud);

      found->baud = round->baud;
      goes_on = try_speed (&conversation, address, round, i == 0, found, error);
    }
  if (goes_on && found->family == NULL)
    set_not_found (&conversation, transport, error);
  g_string_free (conversation.heard, TRUE);
  g_string_free (conversation.first_words, TRUE);

  return found->family != NULL;
}

char *
ins_stage_found_to_address (const InsStageFound *self, const char *transport)
{
  if (self->baud == 0 || self->baud == self->family->baud)
    return g_strdup_printf ("%s:%s", self->family->protocol, transport);

  return g_strdup_printf ("%s:%s@%u", self->family->protocol, transport, self->baud);
}

void
ins_stage_offer_free (InsStageOffer *self)
{
  g_free (self->port);
  g_free (self->address);
  g_free (self->name);
  g_free (self->message);
  g_free (self);
}

InsStageOffer *
ins_stage_offer_find (const GPtrArray *ports, guint index, GCancellable *cancellable)
{
  const InsSerialPort *port = ports->pdata[index];
  g_autofree char *transport = ins_serial_ports_get_address (ports, index);
  g_autofree char *text = ins_serial_port_to_text (port);
  g_autoptr (GError) error = NULL;
  InsStageFound found;
  gboolean is_found = ins_stage_find (transport, cancellable, &found, &error);
  InsStageOffer *offer;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return NULL;
  offer = g_new0 (InsStageOffer, 1);
  offer->port = g_strdup_printf ("%s%s%s", port->path, text[0] != '\0' ? ", " : "", text);
  offer->address = is_found ? ins_stage_found_to_address (&found, transport) : g_strdup (transport);
  offer->name = g_strdup (is_found ? found.name : "");
  offer->message = g_strdup (is_found ? "" : error->message);

  return offer;
}

GPtrArray *
ins_stage_offers_find (const GPtrArray *ports, GCancellable *cancellable)
{
  GPtrArray *offers = g_ptr_array_new_with_free_func ((GDestroyNotify)ins_stage_offer_free);

  for (guint i = 0; i < ports->len; i++)
    {
      InsStageOffer *offer = ins_stage_offer_find (ports, i, cancellable);

      if (offer == NULL)
        break;
      g_ptr_array_add (offers, offer);
    }

  return offers;
}
