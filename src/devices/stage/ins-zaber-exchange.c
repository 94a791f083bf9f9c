/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "core/ins-clock.h"
#include "core/ins-error.h"
#include "devices/stage/ins-zaber-stage-private.h"
#include "devices/stage/ins-zaber-warnings.h"

#define AGAIN_S 0.15 /* what is unanswered is sent again */
#define TOO_BUSY_S 0.005
#define SLICE_S 0.02
#define MOST_READINGS 4

static int
get_next_id (InsZaberStage *self)
{
  int id = self->next_id;

  self->next_id = (self->next_id + 1) % INS_ZABER_N_IDS;

  return id;
}

static gboolean
send_open (InsZaberStage *self, InsZaberRequest *requests, guint n_requests, GError **error)
{
  InsSerialStage *stage = INS_SERIAL_STAGE (self);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean is_motion = FALSE;

  for (guint i = 0; i < n_requests; i++)
    {
      InsZaberRequest *request = &requests[i];
      g_autofree char *line = NULL;
      int id;

      if (request->is_done || (request->only_once && request->n_ids > 0) ||
          request->n_ids == INS_ZABER_MAX_TRIES)
        continue;
      id = get_next_id (self);
      request->ids[request->n_ids++] = id;
      request->n_sent++;
      is_motion |= request->is_motion;
      line = ins_zaber_format (request->device, request->axis, id, request->command);
      g_string_append (text, line);
    }
  if (text->len == 0)
    return TRUE;

  return is_motion ? ins_serial_stage_write_motion (stage, text->str, error)
                   : ins_line_link_write (ins_serial_stage_get_link (stage), text->str, error);
}

static gboolean
is_answer (const InsZaberRequest *request, const InsZaberMessage *reply)
{
  if (reply->kind != INS_ZABER_REPLY || request->is_done || reply->id == INS_ZABER_NO_ID ||
      reply->device != request->device || reply->axis != request->axis)
    return FALSE;
  for (guint i = 0; i < request->n_ids; i++)
    if (request->ids[i] == reply->id)
      return TRUE;

  return FALSE;
}

/* One of a device that gives checksums has to have one. */
static gboolean
parse (const InsZaberStage *self, const char *line, InsZaberMessage *message)
{
  return ins_zaber_parse_line (line, message) &&
         (message->has_checksum || self->sums[message->device] < INS_ZABER_SUMMED);
}

/* A stop that a device was too busy for. Replies without a number come to stops only. */
static gboolean
repeat_stop (InsZaberStage *self, const InsZaberMessage *reply, GError **error)
{
  InsSerialStage *stage = INS_SERIAL_STAGE (self);

  if (reply->kind != INS_ZABER_REPLY || reply->is_accepted || reply->id != INS_ZABER_NO_ID ||
      strcmp (reply->data, "AGAIN") != 0 || !ins_serial_stage_stop_is_asked (stage))
    return TRUE;

  return ins_line_link_write (ins_serial_stage_get_link (stage),
                              ins_serial_stage_get_traits (stage)->stop_bytes, error);
}

/* TRUE: the device was too busy for it, so that it has to be sent again. */
static gboolean
take_message (const InsZaberMessage *message, InsZaberRequest *requests, guint n_requests)
{
  for (guint i = 0; i < n_requests; i++)
    {
      InsZaberRequest *request = &requests[i];

      if (!is_answer (request, message))
        continue;
      if (!message->is_accepted && strcmp (message->data, "AGAIN") == 0)
        {
          request->n_ids = 0; /* it did nothing, so it may come once more */
          ins_clock_sleep_s (TOO_BUSY_S);
          return TRUE;
        }
      request->is_done = TRUE;
      request->reply = *message;
    }

  return FALSE;
}

/* Replies that have run into each other, or have noise around them, are taken apart; a piece counts
 * if its checksum fits. */
static void
take_pieces (const char *line, InsZaberRequest *requests, guint n_requests)
{
  const char *start = strchr (line, '@');

  while (start != NULL)
    {
      const char *next = strchr (start + 1, '@');
      g_autofree char *piece = next != NULL ? g_strndup (start, (gsize)(next - start))
                                            : g_strdup (start);
      InsZaberMessage message;

      if (ins_zaber_parse_line (piece, &message) && message.has_checksum)
        take_message (&message, requests, n_requests);
      start = next;
    }
}

/* TRUE if something has to be sent again: a garbled line, or a device that was too busy. */
static gboolean
take_line (const InsZaberStage *self,
           const char *line,
           InsZaberRequest *requests,
           guint n_requests,
           InsZaberMessage *message)
{
  if (parse (self, line, message))
    return take_message (message, requests, n_requests);
  message->kind = INS_ZABER_INFO;
  take_pieces (line, requests, n_requests);

  return TRUE;
}

/* A motion that a stop has overtaken is not waited for. */
static gboolean
is_overtaken (InsZaberStage *self, const InsZaberRequest *requests, guint n_requests)
{
  gboolean is_motion = FALSE;

  for (guint i = 0; i < n_requests; i++)
    is_motion |= requests[i].is_motion && !requests[i].is_done;

  return is_motion && ins_serial_stage_stop_is_asked (INS_SERIAL_STAGE (self));
}

static gboolean
are_done (const InsZaberRequest *requests, guint n_requests)
{
  for (guint i = 0; i < n_requests; i++)
    if (!requests[i].is_done)
      return FALSE;

  return TRUE;
}

gboolean
ins_zaber_stage_exchange (InsZaberStage *self,
                          InsZaberRequest *requests,
                          guint n_requests,
                          double until_s,
                          GError **error)
{
  InsLineLink *link = ins_serial_stage_get_link (INS_SERIAL_STAGE (self));
  double start_s = ins_clock_now_s (), again_s = start_s + AGAIN_S;
  gboolean sends = TRUE;

  for (guint i = 0; i < n_requests; i++)
    {
      requests[i].is_done = FALSE;
      requests[i].n_ids = requests[i].n_sent = 0;
    }
  while (!are_done (requests, n_requests))
    {
      InsZaberMessage message;
      InsLineOutcome outcome;

      if (sends && !send_open (self, requests, n_requests, error))
        return FALSE;
      sends = FALSE;
      outcome = ins_line_link_read (
          link, fmin (fmin (again_s, until_s), ins_clock_now_s () + SLICE_S), error);
      if (outcome == INS_LINE_FAILED)
        return FALSE;
      if (is_overtaken (self, requests, n_requests))
        return ins_serial_stage_refuse_for_stop (error);
      if (outcome == INS_LINE_READ)
        {
          sends = take_line (self, link->line, requests, n_requests, &message);
          if (!repeat_stop (self, &message, error))
            return FALSE;
        }
      else if (ins_clock_now_s () >= again_s)
        {
          sends = TRUE;
          again_s = ins_clock_now_s () + AGAIN_S;
        }
      if (ins_clock_now_s () >= until_s && !are_done (requests, n_requests))
        {
          ins_serial_stage_set_silent_error (INS_SERIAL_STAGE (self), until_s - start_s, error);
          return FALSE;
        }
    }

  return TRUE;
}

void
ins_zaber_stage_set_refusal (InsZaberStage *self, const InsZaberRequest *request, GError **error)
{
  if (request->is_motion && strcmp (request->reply.data, "BADDATA") == 0)
    g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_LIMIT,
                 _ ("The controller refused “%s”: the target is outside its limits. Nothing "
                    "moves."),
                 request->command);
  else
    ins_serial_stage_set_refused_error (INS_SERIAL_STAGE (self), request->command,
                                        ins_zaber_reason_text (request->reply.data), error);
}

gboolean
ins_zaber_stage_command (InsZaberStage *self, InsZaberRequest *request, GError **error)
{
  double until_s = ins_clock_now_s () + INS_ZABER_ANSWER_S;

  if (!ins_zaber_stage_exchange (self, request, 1, until_s, error))
    return FALSE;
  if (!request->reply.is_accepted)
    ins_zaber_stage_set_refusal (self, request, error);

  return request->reply.is_accepted;
}

gboolean
ins_zaber_stage_tell (InsZaberStage *self,
                      guint device,
                      guint axis,
                      const char *command,
                      GError **error)
{
  InsZaberRequest request = { .device = device, .axis = axis, .command = command };

  return ins_zaber_stage_command (self, &request, error);
}

static gboolean
get_values_once (InsZaberStage *self,
                 guint device,
                 const char *setting,
                 double *values,
                 guint *n_values,
                 GError **error)
{
  g_autofree char *command = g_strdup_printf ("get %s", setting);
  InsZaberRequest request = { .device = device, .command = command };
  double until_s = ins_clock_now_s () + INS_ZABER_ANSWER_S;

  *n_values = 0;
  if (!ins_zaber_stage_exchange (self, &request, 1, until_s, error))
    return FALSE;
  if (!request.reply.is_accepted)
    return TRUE;
  *n_values = ins_zaber_parse_values (request.reply.data, values, INS_ZABER_MAX_AXIS);
  if (*n_values > 0)
    return TRUE;
  g_set_error (error, INS_DEVICE_ERROR, INS_DEVICE_ERROR_PROTOCOL,
               _ ("Zaber device %u answers “%s” to “%s”, which are no numbers. Check its firmware: "
                  "version 7 is needed."),
               device, request.reply.data, command);

  return FALSE;
}

static gboolean
are_same (const double *a, const double *b, guint n)
{
  for (guint i = 0; i < n; i++)
    if (isnan (a[i]) ? !isnan (b[i]) : a[i] != b[i])
      return FALSE;

  return TRUE;
}

gboolean
ins_zaber_stage_get_values (InsZaberStage *self,
                            guint device,
                            const char *setting,
                            double *values,
                            guint *n_values,
                            GError **error)
{
  double before[INS_ZABER_MAX_AXIS];
  guint n_before;

  if (!get_values_once (self, device, setting, values, n_values, error))
    return FALSE;
  if (self->sums[device] >= INS_ZABER_SUMMED)
    return TRUE;
  for (guint i = 0; i < MOST_READINGS; i++)
    {
      n_before = *n_values;
      memcpy (before, values, n_before * sizeof *values);
      if (!get_values_once (self, device, setting, values, n_values, error))
        return FALSE;
      if (*n_values == n_before && are_same (before, values, n_before))
        return TRUE;
    }

  return ins_serial_stage_refuse_unsure (
      ins_transport_get_name (ins_serial_stage_get_link (INS_SERIAL_STAGE (self))->transport),
      error);
}

/* A device that knows no checksums is none the worse: it is asked twice instead. */
gboolean
ins_zaber_stage_want_checksums (InsZaberStage *self, guint device, GError **error)
{
  double is_on = 0.0;
  guint n = 0;
  InsZaberRequest request = { .device = device, .command = "set comm.checksum 1" };

  if (self->sums[device] != INS_ZABER_UNASKED)
    return TRUE;
  if (!ins_zaber_stage_get_values (self, device, "comm.checksum", &is_on, &n, error))
    return FALSE;
  self->sums[device] = n == 1 && is_on > 0.0 ? INS_ZABER_SUMMED : INS_ZABER_BARE;
  if (n != 1 || is_on > 0.0)
    return TRUE;
  if (!ins_zaber_stage_exchange (self, &request, 1, ins_clock_now_s () + INS_ZABER_ANSWER_S, error))
    return FALSE;
  if (request.reply.is_accepted)
    self->sums[device] = INS_ZABER_SUMMED_BY_US;

  return TRUE;
}

void
ins_zaber_stage_give_up_checksums (InsZaberStage *self)
{
  for (guint device = 1; device <= INS_ZABER_MAX_DEVICE; device++)
    {
      g_autoptr (GError) error = NULL;

      if (self->sums[device] != INS_ZABER_SUMMED_BY_US)
        continue;
      self->sums[device] = INS_ZABER_UNASKED; /* the answer may have none */
      if (!ins_zaber_stage_tell (self, device, 0, "set comm.checksum 0", &error))
        g_debug ("checksums could not be given up: %s", error->message);
    }
}
