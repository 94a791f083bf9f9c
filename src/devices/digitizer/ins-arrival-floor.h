/* ins-arrival-floor.h - the line under arrivals that can only be late
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INS_ARRIVAL_FLOOR_POINTS 16

typedef struct
{
  gint64 number;
  double arrival_s;
} InsArrival;

/* The least late arrivals of about the last four seconds, one of every so many numbers, and the
 * line under them. A value; allocates nothing. */
typedef struct
{
  InsArrival points[INS_ARRIVAL_FLOOR_POINTS]; /* oldest first */
  guint n_points;
  gint64 per_point; /* numbers */
  gint64 origin;    /* number at which the line is ... */
  double height_s;  /* ... so high */
  double period_s;  /* its slope */
  double scatter_s; /* how far the points are above it, on average */
} InsArrivalFloor;

void ins_arrival_floor_init (InsArrivalFloor *self, double period_s);

/* @number is not smaller than the one before. */
void ins_arrival_floor_add (InsArrivalFloor *self, gint64 number, double arrival_s);

double ins_arrival_floor_at (const InsArrivalFloor *self, gint64 number);

/* How far off the line may be at @number; the more the further away from its points. */
double ins_arrival_floor_doubt_s (const InsArrivalFloor *self, gint64 number);

G_END_DECLS
